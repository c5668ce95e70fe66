/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How many records were lost, and whose. A gap in the numbers shows only once another record arrives behind it, which may be never;
 * and what no ring takes user space cannot find out at all by itself.
 */
#pragma once

#include "maps.h"

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, u64);
} lost SEC(".maps");

/* Bounded: where more cgroups lose records at once, those that lost none for longest are forgotten first. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1024);
	__type(key, struct loss_key);
	__type(value, struct loss_count);
} losses SEC(".maps");

static __always_inline void note_loss(u64 cgroup, u32 code, u64 time, u32 records)
{
	u32 zero = 0;
	u64 *sum = bpf_map_lookup_elem(&lost, &zero);

	if (sum)
		*sum += records;

	struct loss_key key = { .cgroup = cgroup, .code = code };
	struct loss_count *loss = bpf_map_lookup_elem(&losses, &key);

	if (!loss) {
		struct loss_count none = { .first = time };

		bpf_map_update_elem(&losses, &key, &none, BPF_NOEXIST);
		loss = bpf_map_lookup_elem(&losses, &key);
		if (!loss)
			return;
	}
	__sync_fetch_and_add(&loss->count, 1);
	loss->last = time;
}
