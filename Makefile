# The front door: `make demo` and `make check` on a fresh Debian 12, as root, set up what they need.
BUILD  ?= build
PREFIX ?= /usr/local
FOR    ?=
JOBS   ?= $(shell nproc)
PYTHON ?= /usr/bin/python3

.PHONY: all deps configure build tests demo check check-fresh check-asan check-tsan check-vm soak bench fuzz fmt lint install uninstall clean

all: build

# Installs missing Debian packages; does nothing, and needs no root, when none is missing.
deps:
	@third_party/install-packages

configure: deps
	@cmake --preset release -B $(BUILD) --log-level=NOTICE

# What gets installed, and the demo image.
build: configure
	@cmake --build $(BUILD) -j $(JOBS) --target program

tests: configure
	@cmake --build $(BUILD) -j $(JOBS)

# make demo FOR=20s ends by itself; without FOR it runs until Ctrl-C.
demo: build
	@cmd/ancloud-guest/demo $(BUILD) $(FOR)

check: tests
	@third_party/install-packages apt-packages-test.txt
	@PATH=/usr/bin:$$PATH tests/run $(BUILD)

# Both commands as a new user meets them: inside an own bookworm, in namespaces of its own.
check-fresh: deps
	@tests/fresh/check_fresh

check-asan: deps
	@cmake --preset asan --log-level=NOTICE && cmake --build build-asan -j $(JOBS)
	@PATH=/usr/bin:$$PATH tests/run build-asan unit golden session gl guest

check-tsan: deps
	@cmake --preset tsan --log-level=NOTICE && cmake --build build-tsan -j $(JOBS)
	@PATH=/usr/bin:$$PATH tests/run build-tsan unit session gl

# Debian's own kernels, with a real binder; part of `make check` as well.
check-vm: tests
	@third_party/install-packages apt-packages-test.txt
	@PATH=/usr/bin:$$PATH tests/run $(BUILD) vm

# What `make check` samples, in full: each system call of a start failing, 400 kills, 200 cycles. An hour or so.
soak: tests
	@third_party/install-packages apt-packages-test.txt
	@ANCLOUD_FAULTS=all ANCLOUD_KILLS=200 ANCLOUD_CYCLES=200 ANCLOUD_LIMIT=7200 PATH=/usr/bin:$$PATH \
	  tests/run $(BUILD) host whole -k faults -k kill -k cycles

bench: tests
	@third_party/install-packages apt-packages-bench.txt
	@tests/bench/run $(BUILD)

# Minutes of each fuzz target, then of spoiled sessions; `make check` runs seconds of both.
fuzz: tests
	@tests/fuzz/run_long $(FOR)
	@ANCLOUD_BUILD=$(BUILD) ANCLOUD_MUTATIONS=20000 ANCLOUD_SEED=$$(date +%s) PATH=/usr/bin:$$PATH tests/gl/test_mutations

fmt: deps
	@git ls-files '*.cpp' '*.h' | xargs clang-format -i

lint: tests
	@git ls-files 'cmd/*.cpp' 'internal/*.cpp' | xargs -P $(JOBS) -n 4 clang-tidy -p $(BUILD) --quiet

install: build
	@cmake --install $(BUILD) --prefix $(PREFIX)

uninstall:
	@cmake -DPREFIX=$(PREFIX) -DBUILD=$(BUILD) -P tests/uninstall.cmake

clean:
	rm -rf $(BUILD) build-asan build-tsan build-fuzz
