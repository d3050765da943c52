# gqn: `make demo` and `make test` each do everything on a fresh Debian or Ubuntu with a Swift toolchain.

SWIFT ?= swift

# Where `make install` puts things, below DESTDIR.
PREFIX ?= /usr/local
SYSCONFDIR ?= /etc
UNITDIR ?= $(PREFIX)/lib/systemd/system
SYSUSERSDIR ?= $(PREFIX)/lib/sysusers.d
TMPFILESDIR ?= $(PREFIX)/lib/tmpfiles.d
MANDIR ?= $(PREFIX)/share/man
DOCDIR ?= $(PREFIX)/share/doc/gqn
DATADIR ?= $(PREFIX)/share/gqn
# The snapshots that come with the program.
SNAPSHOTS = rooms_ring_camera rooms_ring_camera-tower shepard_metzler_5_parts
# The programs that are installed need no Swift where they run.
INSTALLED_BUILD ?= .build/release-static

# How long `make torture` goes on.
SECONDS ?= 600

.PHONY: all libraries build demo test torture lint install uninstall check-units check-service clean

all: build

libraries:
	@scripts/install-libraries

build: libraries
	$(SWIFT) build -c release

# Flights through scenes that no training has seen, by a daemon, with the truth beside them; says where to look.
demo: libraries
	$(SWIFT) build -c release --product gqn
	$(SWIFT) build -c release --product gqnd
	@scripts/demo

# Numerics want an optimised build; overflow and bounds are checked in it all the same.
test: libraries
	$(SWIFT) build --build-tests -c release -Xswiftc -enable-testing
	scripts/with-openblas-core $(SWIFT) test --skip-build -c release -Xswiftc -enable-testing

# Kills the daemon and its workers again and again while jobs come in every way there is. A failure says
# which GQN_TORTURE_SEED repeats it.
torture: libraries
	$(SWIFT) build --build-tests -c release -Xswiftc -enable-testing
	GQN_TORTURE_SECONDS=$(SECONDS) scripts/with-openblas-core $(SWIFT) test --skip-build -c release -Xswiftc -enable-testing --filter TortureTests

lint:
	$(SWIFT) format lint --strict -r -p Package.swift Sources Tests

# After it: systemd-sysusers; systemd-tmpfiles --create; systemctl daemon-reload; systemctl enable --now gqnd
install: libraries
	$(SWIFT) build -c release --static-swift-stdlib --scratch-path $(INSTALLED_BUILD) --product gqn
	$(SWIFT) build -c release --static-swift-stdlib --scratch-path $(INSTALLED_BUILD) --product gqnd
	install -D -m 755 -t $(DESTDIR)$(PREFIX)/bin $(INSTALLED_BUILD)/release/gqn $(INSTALLED_BUILD)/release/gqnd
	install -d $(DESTDIR)$(UNITDIR)
	sed 's|/usr/local/bin/|$(PREFIX)/bin/|; s|/etc/gqn/|$(SYSCONFDIR)/gqn/|' systemd/gqnd.service > $(DESTDIR)$(UNITDIR)/gqnd.service
	chmod 644 $(DESTDIR)$(UNITDIR)/gqnd.service
	install -D -m 644 systemd/gqnd.sysusers $(DESTDIR)$(SYSUSERSDIR)/gqnd.conf
	install -d $(DESTDIR)$(TMPFILESDIR)
	sed 's|/usr/local/share/|$(PREFIX)/share/|' systemd/gqnd.tmpfiles > $(DESTDIR)$(TMPFILESDIR)/gqnd.conf
	chmod 644 $(DESTDIR)$(TMPFILESDIR)/gqnd.conf
	@# Settings that are there stay as they are.
	test -e $(DESTDIR)$(SYSCONFDIR)/gqn/gqnd.json || install -D -m 644 systemd/gqnd.json $(DESTDIR)$(SYSCONFDIR)/gqn/gqnd.json
	install -d $(DESTDIR)$(MANDIR)/man1 $(DESTDIR)$(MANDIR)/man8
	$(INSTALLED_BUILD)/release/gqn man gqn > $(DESTDIR)$(MANDIR)/man1/gqn.1
	$(INSTALLED_BUILD)/release/gqn man gqnd > $(DESTDIR)$(MANDIR)/man8/gqnd.8
	install -D -m 644 -t $(DESTDIR)$(DOCDIR) LICENSE README.md
	install -D -m 644 -t $(DESTDIR)$(DOCDIR)/docs docs/*
	install -D -m 644 -t $(DESTDIR)$(DOCDIR)/examples jobs/examples/*.json
	install -D -m 644 -t $(DESTDIR)$(DOCDIR)/examples/views jobs/examples/views/*.png jobs/examples/views/*.json
	for name in $(SNAPSHOTS); do install -D -m 644 -t $(DESTDIR)$(DATADIR)/models/$$name models/$$name/* || exit 1; done

# What systemd makes of the units, as they are installed.
check-units:
	$(MAKE) install DESTDIR=$(CURDIR)/.build/installed
	scripts/check-units $(CURDIR)/.build/installed

# The unit under a real systemd, in a container with a Debian of its own. Needs root, debootstrap and systemd-container.
check-service:
	$(MAKE) install DESTDIR=$(CURDIR)/.build/installed
	scripts/check-service $(CURDIR)/.build/installed $(CURDIR)/.build/debian

# Settings, snapshots, jobs and renders stay.
uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/gqn $(DESTDIR)$(PREFIX)/bin/gqnd $(DESTDIR)$(UNITDIR)/gqnd.service
	rm -f $(DESTDIR)$(SYSUSERSDIR)/gqnd.conf $(DESTDIR)$(TMPFILESDIR)/gqnd.conf
	rm -f $(DESTDIR)$(MANDIR)/man1/gqn.1 $(DESTDIR)$(MANDIR)/man8/gqnd.8
	rm -rf $(DESTDIR)$(DOCDIR) $(DESTDIR)$(DATADIR)

clean:
	$(SWIFT) package clean
