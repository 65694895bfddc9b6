# The two commands are `make run` and `make test`; both install what they miss through apt.
# Make prints what it runs, so every step can be repeated by hand.

SWIFT ?= swift
PEERS := .venv-peers
PYTHON := .venv-python .venv-lab

.PHONY: run lab test bench peers prove docs format lint build golden clean wheel
.PHONY: packages test-packages

# Trains one deep network from nine starts and writes xavier-report.html.
run: build
	.build/release/xavier train

# Opens the page on which initialization is seen while sliders move.
lab: build
	.build/release/xavier lab --open

build: packages
	$(SWIFT) build -c release --product xavier
	$(SWIFT) build -c release --product xavier-hdf5

# All tests, in release mode; dependent-test.sh holds debug mode to the same bits. The last line is the test
# runner's own.
test: test-packages
	Scripts/side-by-side.sh \
	  "$(SWIFT) build -c release --build-tests; Scripts/side-by-side.sh Scripts/lab-tests.sh Scripts/python-tests.sh" \
	  Scripts/kernel-tests.sh Scripts/dependent-test.sh
	$(SWIFT) test -c release --skip-build

# The Python wheel, in dist.
wheel: packages
	Scripts/build-wheel.sh

# Speeds, each as a ratio against a peer or a floor in the same run. Peers join once `make peers` was run.
bench: packages
	$(SWIFT) build -c release --product Benchmarks
	$(SWIFT) build -c release --product xavier
	python3 Benchmarks/run.py

peers: $(PEERS)/installed
$(PEERS)/installed: Benchmarks/requirements.txt
	python3 -m venv $(PEERS)
	$(PEERS)/bin/pip install --quiet --requirement Benchmarks/requirements.txt
	touch $@

# What takes longer than a test may: five hours of fuzzing, two billion draws and their words held to theory, and
# ranks under Slurm, for which it has to be root.
prove: test-packages
	$(SWIFT) build -c release --product Proofs
	.build/release/Proofs laws 1
	XAVIER_LONG_TESTS=1 $(SWIFT) test -c release --filter "TheoryTests|HDF5HostileTests"
	Proofs/dieharder.sh parameter
	$(SWIFT) build -c release --product xavier
	Scripts/install-packages.sh slurmctld slurmd slurm-client munge
	Proofs/slurm.sh
	Proofs/mpi-hosts.sh
	Scripts/onednn-versions.sh 2000
	Fuzz/run.sh 1800 "IDX CSV"
	Fuzz/run.sh 3600 "NPZ ONNX Network PyTorch Safetensors"
	Fuzz/run.sh 1800 "YAML HDF5"
	Fuzz/run.sh 600 "Recipe Configuration"

# Documentation of the library, without warnings, and links between the documents.
docs: packages
	Scripts/check-links.sh
	Scripts/build-docs.sh

format:
	$(SWIFT) format --in-place --parallel --recursive Package.swift Sources Tests Snippets Benchmarks Fuzz Proofs

lint:
	$(SWIFT) format lint --strict --parallel --recursive Package.swift Sources Tests Snippets Benchmarks Fuzz Proofs

clean:
	rm -rf .build .build-* dist $(PEERS) $(PYTHON)

packages:
	@Scripts/install-packages.sh libdnnl-dev libopenblas-serial-dev zlib1g-dev libzip-dev libhdf5-dev node-d3 dataset-fashion-mnist

# All at once: what runs side by side could not install at the same time.
test-packages: packages
	@Scripts/install-packages.sh chromium chromium-driver openmpi-bin iproute2 python3-venv gcc g++ libc6-dev
	@Scripts/fetch-test-models.sh

