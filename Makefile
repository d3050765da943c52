# gqn: `make demo` and `make test` each do everything on a fresh Debian or Ubuntu with a Swift toolchain.

SWIFT ?= swift
GQN = .build/release/gqn

.PHONY: all libraries build demo test lint fuzz clean

all: build

libraries:
	@scripts/install-libraries

build: libraries
	$(SWIFT) build -c release

# Renders an example flight and says where to look.
demo: libraries
	$(SWIFT) build -c release --product gqn
	@test -e models/untrained/checkpoint || $(GQN) models untrained models/untrained --config jobs/examples/untrained_config.json
	$(GQN) render jobs/examples/orbit.json
	@echo
	@echo "Open $(CURDIR)/output/orbit/index.html in a browser."
	@echo "The snapshot is untrained: the flight shows that everything runs, and no scene yet."

# Numerics want an optimised build; overflow and bounds are checked in it all the same.
test: libraries
	$(SWIFT) build --build-tests -c release -Xswiftc -enable-testing
	$(SWIFT) test --skip-build -c release -Xswiftc -enable-testing

lint:
	$(SWIFT) format lint --strict -r -p Package.swift Sources Tests

clean:
	$(SWIFT) package clean
