/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Builds a record in scratch space: fact header, fact entries, then the event in the layout of captures.
 *
 * Functions that are not static are global on purpose: the verifier looks at each once instead of at every call. They take numbers
 * only, since older kernels let nothing else in.
 */
#pragma once

#include "filter.h"
#include "losses.h"

#define EVENT_HEADER 26
#define EVENT_TID 8
#define EVENT_LENGTH 16
#define EVENT_CODE 20
#define EVENT_PARAMS 22

#define NO_SYSCALL 0xffff

#define NAP 5000000 /* nanoseconds; longer than a reader leaves off while records come */

/* When each reader was last called. */
u64 woken[READERS] SEC(".bss.woken");

/* The kernel stores to any address in one go, where C would have it byte by byte. */
#define STORE(type, place, value) (*(type *)(place) = (value))

static __always_inline void *data_at(struct scratch *s, u32 offset)
{
	return &s->data[masked(offset, DATA_MASK)];
}

static __always_inline struct fact_header *header_of(struct scratch *s)
{
	return (struct fact_header *)s->data;
}

static __always_inline u32 pid_namespace_of(struct task_struct *task)
{
	struct pid *pid = GET(task, thread_pid);
	struct upid upid = {};

	if (!GET(pid, level))
		return GET(pid, numbers[0].ns, ns.inum);
	bpf_probe_read_kernel(&upid, sizeof(upid), &pid->numbers[GET(pid, level) & 31]);
	return READ(upid.ns, ns.inum);
}

static __always_inline void begin_record(struct scratch *s, struct task_struct *task, u16 syscall, u16 flags)
{
	struct fact_header *header = header_of(s);

	if (GET(task, flags) & (PF_KTHREAD | PF_IO_WORKER | PF_USER_WORKER))
		flags |= RECORD_FLAGS_KERNEL_THREAD;
	header->flags = flags;
	header->process_start = GET(task, group_leader, start_boottime);
	header->thread_start = GET(task, start_boottime);
	header->stamp = stamp_of(task);
	header->cgroup_id = GET(task, cgroups, dfl_cgrp, kn, id);
	header->tgid = GET(task, tgid);
	header->uid = GET(task, cred, euid.val);
	header->gid = GET(task, cred, egid.val);
	header->mount_namespace = GET(task, nsproxy, mnt_ns, ns.inum);
	header->pid_namespace = pid_namespace_of(task);
	header->cpu = bpf_get_smp_processor_id();
	header->syscall = syscall;
	s->at = sizeof(*header);
}

static __always_inline void begin_event(struct scratch *s, u32 tid, u16 code, u32 params)
{
	u32 event = s->at;
	u8 *start = data_at(s, event);

	header_of(s)->facts_size = event;
	STORE(u64, start, bpf_ktime_get_boot_ns() + settings.epoch_offset);
	STORE(u64, start + EVENT_TID, tid);
	STORE(u16, start + EVENT_CODE, code);
	STORE(u32, start + EVENT_PARAMS, params);
	s->event = event;
	s->word = event + EVENT_HEADER;
	s->at = s->word + 2 * params;
}

/* Closes a parameter whose bytes have been put at s->at. */
static __always_inline void end_param(struct scratch *s, u32 size)
{
	STORE(u16, data_at(s, s->word), size);
	s->word += 2;
	s->at += size;
}

static __always_inline void push_empty(struct scratch *s)
{
	end_param(s, 0);
}

#define DEFINE_PUSH(type)								\
	static __always_inline void push_##type(struct scratch *s, type value)		\
	{										\
		STORE(type, data_at(s, s->at), value);					\
		end_param(s, sizeof(type));						\
	}

DEFINE_PUSH(u8)
DEFINE_PUSH(u16)
DEFINE_PUSH(u32)
DEFINE_PUSH(u64)
DEFINE_PUSH(s64)

static __always_inline void note(struct scratch *s, u16 flag)
{
	header_of(s)->flags |= flag;
}

/* How much of a piece still fits. */
static __always_inline u32 fit(struct scratch *s, u32 size, u32 limit)
{
	u32 left = s->at < RECORD_LIMIT ? RECORD_LIMIT - s->at : 0;

	if (limit > left)
		limit = left;
	if (size <= limit)
		return size;
	note(s, RECORD_FLAGS_TRUNCATED);
	return limit;
}

/* Reads a string of the caller and answers its size with the terminator, which older kernels leave away when nothing is before it. */
static __always_inline long read_user_string(void *to, u32 limit, u64 address)
{
	long size = bpf_probe_read_user_str(to, limit, (void *)address);

	if (size)
		return size;
	*(char *)to = 0;
	return 1;
}

/* A string of the caller; its bytes are a claim. Longer ones are cut at the limit, terminator included. */
__noinline int push_user_string(u32 slot, u64 address, u32 limit)
{
	struct scratch *s = scratch_of(slot);
	long size = 0;

	if (!s)
		return 0;
	limit = fit(s, limit, limit);
	if (address && limit) {
		size = read_user_string(data_at(s, s->at), masked(limit, PIECE_MASK), address);
		if (size < 0) {
			note(s, RECORD_FLAGS_UNREADABLE);
			size = 0;
		} else if (size == limit) {
			note(s, RECORD_FLAGS_TRUNCATED);
		}
	}
	end_param(s, size);
	return 0;
}

__noinline int push_kernel_string(u32 slot, u64 address, u32 limit)
{
	struct scratch *s = scratch_of(slot);
	long size = 0;

	if (!s)
		return 0;
	if (address && s->at < RECORD_LIMIT)
		size = bpf_probe_read_kernel_str(data_at(s, s->at), masked(limit, PIECE_MASK), (void *)address);
	end_param(s, size < 0 ? 0 : size);
	return 0;
}

__noinline int push_user_bytes(u32 slot, u64 address, u32 size)
{
	struct scratch *s = scratch_of(slot);

	if (!s)
		return 0;
	size = fit(s, size, PIECE_MASK);
	if (size && bpf_probe_read_user(data_at(s, s->at), masked(size, PIECE_MASK), (void *)address)) {
		note(s, RECORD_FLAGS_UNREADABLE);
		size = 0;
	}
	end_param(s, size);
	return 0;
}

/* Opens a fact entry and answers where its payload goes. */
static __always_inline void *begin_fact(struct scratch *s, u8 kind, u8 param, u16 size)
{
	struct fact_entry *entry = data_at(s, s->at);

	entry->kind = kind;
	entry->param = param;
	entry->size = size;
	s->at += sizeof(*entry) + size;
	return entry + 1;
}

static __always_inline void add_process_fact(struct scratch *s, u8 param, struct task_struct *task)
{
	struct process_fact *fact = begin_fact(s, FACT_KINDS_PROCESS, param, sizeof(*fact));

	fact->start = GET(task, group_leader, start_boottime);
	fact->tgid = GET(task, tgid);
	fact->tid = GET(task, pid);
}

/*
 * Waking a reader costs far more than the record. It looks by itself every few milliseconds while records come; once none do it
 * rests, and the first record ends that. In between it is called for what is rare and grave, and not twice in a short time. Processors
 * that miss each other's writes call it once too often.
 */
static __always_inline bool is_reader_wanted(u32 reader, u32 choice, u64 now)
{
	reader &= READERS - 1;
	if (control.resting[reader]) {
		control.resting[reader] = 0;
		woken[reader] = now;
		return true;
	}
	if (choice != RING_GRAVE || now - woken[reader] < NAP)
		return false;
	woken[reader] = now;
	return true;
}

/* The reader that has the process. */
static __always_inline u32 reader_of(u32 tgid)
{
	return settings.readers == 1 ? 0 : (u64)(tgid * 0x9e3779b1U) * settings.readers >> 32;
}

/* The number of the ring that a record goes to. A single reader has a ring for each processor. */
static __always_inline u32 ring_of(u32 reader, u32 choice)
{
	u32 cpu = bpf_get_smp_processor_id();

	if (choice != RING_CPU)
		return settings.readers * settings.rings_each + reader;
	return settings.readers == 1 ? cpu : reader * settings.rings_each + cpu % settings.rings_each;
}

/* Puts the record into a ring of a reader. Answers whether there was room. */
static __always_inline bool send(struct scratch *s, struct sequences *sequences, u32 reader, u32 choice)
{
	struct fact_header *header = header_of(s);
	u64 time = *(u64 *)data_at(s, s->event);
	u32 number = ring_of(reader, choice);
	void *ring = bpf_map_lookup_elem(&rings, &number);

	if (!ring)
		return false;
	/* A plain increment: only this processor counts here, and no program interrupts another one of its slot. */
	header->sequence = ++(choice == RING_CPU ? sequences->ordinary : sequences->grave)[reader & (READERS - 1)];

	bool wake = is_reader_wanted(reader, choice, time) || bpf_ringbuf_query(ring, BPF_RB_AVAIL_DATA) >= settings.wakeup_bytes;

	return !bpf_ringbuf_output(ring, s->data, masked(s->at, DATA_MASK), wake ? BPF_RB_FORCE_WAKEUP : BPF_RB_NO_WAKEUP);
}

/* Sends the record to the reader of its process, or where readers have to know of it to all of them, and counts what became of it. */
__noinline int submit(u32 slot, u32 choice)
{
	struct scratch *s = scratch_of(slot);
	u32 zero = 0;
	struct sequences *sequence = bpf_map_lookup_elem(&sequences, &zero);

	if (!s || !sequence)
		return 0;

	u32 size = s->at;
	u8 *event = data_at(s, s->event);
	u32 code = *(u16 *)(event + EVENT_CODE);
	struct record_count *count = bpf_map_lookup_elem(&counts, &code);

	if (!count || size > DATA_MASK)
		return 0;
	if (slot == SLOT_SYSCALL && s->call.succeeded && s->call.interest & INTERESTS_CHANGING)
		note_change(current_task());
	STORE(u32, event + EVENT_LENGTH, size - s->event);
	header_of(s)->size = size;

	u32 owner = reader_of(header_of(s)->tgid);
	u32 missed = 0;

	if (choice == RING_CPU) {
		missed = !send(s, sequence, owner, choice);
	} else {
		u16 flags = header_of(s)->flags;

		for (u32 reader = 0; reader < READERS && reader < settings.readers; reader++) {
			header_of(s)->flags = reader == owner ? flags : flags | RECORD_FLAGS_COPY;
			missed += !send(s, sequence, reader, choice);
		}
	}
	if (missed) {
		count->dropped += missed;
		note_loss(header_of(s)->cgroup_id, code, *(u64 *)event, missed);
	} else {
		count->pushed++;
	}
	return 0;
}
