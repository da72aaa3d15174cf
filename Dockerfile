# One image for web, worker, beat and migrate: the same code does all four, and never as root.
FROM python:3.11-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never
RUN pip install --no-cache-dir uv==0.13.9
WORKDIR /portal
COPY base.lock ./
RUN python -m venv /opt/venv && uv pip sync --no-cache --require-hashes --python /opt/venv/bin/python base.lock

FROM python:3.11-slim-bookworm
# Pango lays out the letters (WeasyPrint); no Python package brings it.
RUN apt-get update \
 && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --create-home --home-dir /home/portal portal \
 && install -d -o portal -g portal /data /data/media /data/static
COPY --from=build /opt/venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    MEDIA_ROOT=/data/media STATIC_ROOT=/data/static BEAT_SCHEDULE=/tmp/beat XDG_CACHE_HOME=/tmp
WORKDIR /portal
COPY . .
# The words and static files are made once, with settings that only serve to make them.
RUN pybabel -q compile -d locale -D django \
 && SECRET_KEY=only-to-collect-static-files-while-the-image-is-built ALLOWED_HOSTS=build BASE_URL=https://build \
    DATABASE_URL=postgres://build/build python manage.py collectstatic --noinput --verbosity 0 \
 && chown -R portal:portal /data
USER portal
EXPOSE 8000
ENTRYPOINT ["docker/entrypoint"]
CMD ["web"]
