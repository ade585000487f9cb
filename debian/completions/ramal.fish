# fish completion for ramal(1): the program knows its commands and options
ramal completion fish 2>/dev/null | source
