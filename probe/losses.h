/* SPDX-License-Identifier: GPL-2.0 */
/* Whose records were lost. What no ring takes is the one thing that user space cannot find out by itself. */
#pragma once

#include "maps.h"

/* Bounded: where more cgroups lose records at once, those that lost none for longest are forgotten first. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1024);
	__type(key, struct loss_key);
	__type(value, struct loss_count);
} losses SEC(".maps");

static __always_inline void note_loss(u64 cgroup, u32 code, u64 time)
{
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
