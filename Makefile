# Everything is done by bootstrap.py; `make run` and `make test` are all a newcomer needs.
.PHONY: help run test lint bench screenshots messages

help:
	@python3 bootstrap.py --help

run:
	@python3 bootstrap.py run

test:
	@python3 bootstrap.py test

lint:
	@python3 bootstrap.py lint

bench:
	@python3 bootstrap.py bench

screenshots:
	@python3 bootstrap.py screenshots

messages:
	@python3 bootstrap.py messages
