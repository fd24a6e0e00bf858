# The commands of nacre. Everything else is CMake: see CMakePresets.json.
#   make study   install what is missing, build, run the default study, say where the report lies
#   make test    the same for the tests: once with the release preset, once under sanitizers
JOBS ?= $(shell nproc)
FUZZ_SECONDS ?= 55
STUDY ?= studies/nfm333-synthetic

.PHONY: build study test test-release test-asan check-format lint format fuzz bench peers coverage clean

build: build/build.ninja
	cmake --build build -j $(JOBS)

study:
	@tools/install-deps study
	@$(MAKE) --no-print-directory build/build.ninja
	@cmake --build build -j $(JOBS) --target nacre synthetic_record
	@build/nacre run $(STUDY)

test: test-release test-asan

test-release:
	@tools/install-deps test
	@$(MAKE) --no-print-directory build
	ctest --preset release -j $(JOBS)

test-asan:
	@tools/install-deps test
	@$(MAKE) --no-print-directory build-asan/build.ninja
	cmake --build build-asan -j $(JOBS)
	ctest --preset asan -j $(JOBS)

# Formatting of every file; lint adds clang-tidy, which takes longer than everything else together.
check-format:
	git ls-files '*.cpp' '*.hpp' | xargs clang-format --dry-run -Werror

lint: check-format build/build.ninja
	@tools/lint

format:
	git ls-files '*.cpp' '*.hpp' | xargs clang-format -i

# Every fuzz target for FUZZ_SECONDS seconds. They link the rooms that the sanitized tests link.
fuzz: build-asan/build.ninja
	cmake --build build-asan -j $(JOBS) --target fuzz_programs
	tools/fuzz build-asan $(FUZZ_SECONDS)

bench: build
	@for program in build/bench/*_bench; do echo "== $$program"; $$program || exit 1; done

# The same work in nacre and in its peers, in one run.
peers: build
	@tools/install-deps bench
	bench/peers/run

coverage: build-coverage/build.ninja
	cmake --build build-coverage -j $(JOBS)
	ctest --preset coverage -j $(JOBS)
	@echo "coverage data lies in build-coverage; 'gcovr -r . build-coverage' prints it"

clean:
	rm -rf build build-*

build/build.ninja: ; @cmake --preset release
build-%/build.ninja: ; @cmake --preset $*
