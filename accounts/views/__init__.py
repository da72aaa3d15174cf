"""Who asks: a person about notices and the own government, an officer about people and governments."""
