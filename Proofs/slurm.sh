#!/usr/bin/env bash
# Starts Slurm on this one machine in a scratch folder, runs the tool under srun, in array jobs and in a
# batch script, and compares every byte with what one process writes. Needs root and the packages
# slurmctld, slurmd, slurm-client and munge.
#
# Proofs/slurm.sh [TOOL]
set -euo pipefail
cd "$(dirname "$0")/.."
tool=$(realpath "${1:-.build/release/xavier}")

scratch=$(mktemp -d /tmp/xavier-slurm.XXXXXX)
processes=()
end() {
  for process in "${processes[@]}"; do kill "$process" 2>/dev/null || true; done
  wait 2>/dev/null || true
  if [ -n "${KEEP:-}" ]; then echo "kept: $scratch"; else rm -rf "$scratch"; fi
}
trap end EXIT

# A key and a socket of its own, so that a munged of the system is left alone.
mkdir -m 755 "$scratch/munge"
dd if=/dev/urandom of="$scratch/munge/key" bs=1024 count=1 status=none
chmod 400 "$scratch/munge/key"
munged --foreground --force --key-file="$scratch/munge/key" --socket="$scratch/munge/socket" \
  --log-file="$scratch/munge/log" --pid-file="$scratch/munge/pid" \
  --seed-file="$scratch/munge/seed" 2>/dev/null &
processes+=($!)

host=$(hostname -s)
mkdir "$scratch/state" "$scratch/spool"
# Port numbers of its own too. Two tasks share a processor, so that four ranks run on any machine.
cat > "$scratch/slurm.conf" <<EOF
ClusterName=xavier
SlurmctldHost=$host(127.0.0.1)
SlurmUser=root
SlurmctldPort=16817
SlurmdPort=16818
AuthType=auth/munge
AuthInfo=socket=$scratch/munge/socket
CredType=cred/munge
StateSaveLocation=$scratch/state
SlurmdSpoolDir=$scratch/spool
SlurmctldPidFile=$scratch/slurmctld.pid
SlurmdPidFile=$scratch/slurmd.pid
SlurmctldLogFile=$scratch/slurmctld.log
SlurmdLogFile=$scratch/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerType=sched/builtin
MpiDefault=none
ReturnToService=2
NodeName=$host NodeAddr=127.0.0.1 CPUs=8 State=UNKNOWN
PartitionName=all Nodes=$host Default=YES MaxTime=INFINITE State=UP OverSubscribe=FORCE:8
SlurmdParameters=config_overrides
EOF
export SLURM_CONF="$scratch/slurm.conf"
for _ in $(seq 100); do [ -S "$scratch/munge/socket" ] && break; sleep 0.1; done
slurmctld -D 2>/dev/null & processes+=($!)
slurmd -D 2>/dev/null & processes+=($!)
for _ in $(seq 100); do
  if sinfo --noheader --format=%T 2>/dev/null | grep -q idle; then break; fi
  sleep 0.3
done
sinfo --noheader --format="%N %T, %c processors"
slurmctld -V

cd "$scratch"
work="init 300x9 --recipe orthogonal --max-shard-size 365kB --threads 1 --quiet"
mkdir one && (cd one && $tool $work -o m.safetensors)
same() {
  diff -r one "$1" >/dev/null || { echo "$2: other files than one process writes"; exit 1; }
  echo "$2: the $(find one -type f | wc -l) files of one process"
}
# Waits for a batch job and shows what it said.
batch() {
  local name=$1
  shift
  sbatch --wait --quiet --output="$scratch/$name-%a.out" "$@" || {
    cat "$scratch/$name"-*.out
    exit 1
  }
}

mkdir step && (cd step && srun --ntasks=4 "$tool" $work -o m.safetensors)
same step "srun --ntasks=4"

mkdir array
batch array --array=3-7:2 --chdir="$scratch/array" --wrap="$tool $work -o m.safetensors"
same array "sbatch --array=3-7:2"

mkdir steps
batch steps --array=0-2 --ntasks=2 --chdir="$scratch/steps" \
  --wrap="srun --ntasks=2 $tool ${work/--quiet/} -o m.safetensors"
same steps "sbatch --array=0-2 with srun --ntasks=2"
cat "$scratch"/steps-*.out | grep "rank [0-5] of 6, by Slurm array" | sort -u | wc -l |
  grep -qx 6 || { echo "the ranks of the steps of an array are not 0 to 5"; exit 1; }

# Without srun a batch script is one process, however many tasks its job has.
mkdir script
batch script --ntasks=4 --chdir="$scratch/script" \
  --wrap="$tool ${work/--quiet/} -o m.safetensors"
same script "sbatch --ntasks=4 without srun"
if grep -q "rank " "$scratch"/script-*.out; then echo "a batch script has a rank"; exit 1; fi

large="init 2000x21 --recipe orthogonal --max-shard-size 17MB --threads 1 --quiet -o m.safetensors"
# A step is killed and the job is started again.
mkdir killed
(cd killed && timeout --signal=KILL 1 srun --ntasks=3 "$tool" $large) >/dev/null 2>&1 || true
scancel --quiet --state=RUNNING --user=root || true
for _ in $(seq 100); do [ -z "$(squeue --noheader)" ] && break; sleep 0.2; done
echo "killed with $(find killed -name '*.safetensors' | wc -l) of 20 files there"
if [ -e killed/m.safetensors.index.json ]; then echo "nothing was killed"; exit 1; fi
(cd killed && srun --ntasks=3 "$tool" $large)
rm -r one && mkdir one && (cd one && $tool $large)
same killed "srun killed and started again"

check="check 8-16x4-3 --recipe heNormal --seeds 5 --quiet --threads 1"
$tool $check --json one.json
srun --ntasks=3 "$tool" $check --merge parts --json three.json
cmp one.json three.json
echo "srun --ntasks=3 check --merge: the JSON of one process"
