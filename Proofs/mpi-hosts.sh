#!/usr/bin/env bash
# Open MPI over three hosts, which are network namespaces of this machine: the tool is started on each
# through an agent that stands for ssh. Every byte is compared with what one process writes. Needs root
# and the packages openmpi-bin and iproute2.
#
# Proofs/mpi-hosts.sh [TOOL]
set -euo pipefail
cd "$(dirname "$0")/.."
tool=$(realpath "${1:-.build/release/xavier}")

scratch=$(mktemp -d /tmp/xavier-hosts.XXXXXX)
hosts=(xva xvb xvc)
end() {
  for host in "${hosts[@]}"; do ip netns delete "$host" 2>/dev/null || true; done
  ip link delete xvbridge 2>/dev/null || true
  rm -rf "$scratch"
}
trap end EXIT

ip link add xvbridge type bridge
ip address add 10.199.7.1/24 dev xvbridge
ip link set xvbridge up
number=2
for host in "${hosts[@]}"; do
  ip netns add "$host"
  ip link add "$host-out" type veth peer name eth0 netns "$host"
  ip link set "$host-out" master xvbridge up
  ip -n "$host" address add "10.199.7.$number/24" dev eth0
  ip -n "$host" link set eth0 up
  ip -n "$host" link set lo up
  number=$((number + 1))
done

# mpirun calls it as it calls ssh: the host, then what to start there.
cat > "$scratch/agent" <<'EOF'
#!/bin/sh
host=$1
shift
exec ip netns exec "$host" unshare --uts sh -c "hostname $host; $*"
EOF
chmod +x "$scratch/agent"
launch=(mpirun --allow-run-as-root --host xva:2,xvb:2,xvc:1 -np 5 --mca plm_rsh_agent "$scratch/agent"
  --mca plm rsh --mca oob_tcp_if_include 10.199.7.0/24 --mca plm_rsh_no_tree_spawn 1)

cd "$scratch"
"${launch[@]}" sh -c 'echo "$(hostname), rank $OMPI_COMM_WORLD_RANK, $OMPI_COMM_WORLD_LOCAL_SIZE here"' | sort
work="init 300x9 --recipe orthogonal --max-shard-size 365kB --threads 1 --quiet -o m.safetensors"
mkdir one several
(cd one && $tool $work)
(cd several && "${launch[@]}" "$tool" $work)
diff -r one several
echo "5 ranks on 3 hosts: the $(find one -type f | wc -l) files of one process"
