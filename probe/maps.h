/* SPDX-License-Identifier: GPL-2.0 */
/* Everything that outlives one run of a program: settings, rings, scratch space, counters. */
#pragma once

#include <stdbool.h>
#include "kernel.h"
#include "saker_schema.h"
#include <bpf/bpf_helpers.h>

#define SYSCALLS 512

/* Each in a section of its own, so that user space finds them without a symbol table. */
const volatile struct settings settings SEC(".rodata.settings");
struct control control SEC(".data.control");

/*
 * Offsets into the scratch space are masked, which is how the verifier comes to believe in them: DATA_MASK bounds where a piece
 * begins, PIECE_MASK how long it is, and the space holds both at their largest. No record may pass RECORD_LIMIT, so no offset that
 * is used for real is changed by its mask.
 */
#define DATA_MASK 0x7fff
#define PIECE_MASK 0x1fff
#define RECORD_LIMIT 0x7c00
#define PATH_LIMIT 4096
#define PATH_MASK (PATH_LIMIT - 1)
#define PATH_END (2 * PATH_LIMIT)
#define NAME_MASK 255
#define NAME_AT (PATH_LIMIT + 1) /* where names of callers begin in the path buffer */

/*
 * One per processor and slot. Programs of one slot never interrupt each other: the kernel runs them with preemption off, and none
 * of the hooks fires in interrupts. Those of the last slot can, and see to it. Programs of different slots may (a system call's record is built while its hook still runs).
 */
enum slot {
	SLOT_SYSCALL,
	SLOT_PROCESS,
	SLOT_URING,
	SLOT_SNAPSHOT,
	SLOT_TRACE,
	SLOTS,
};

/* A system call in native form, wherever it came from. */
struct call {
	u64 args[6];
	s64 result;
	u16 number;
	u16 flags; /* record_flags */
	u8 interest;
	bool succeeded;
	u8 filter; /* the filter that was asked, from 1; 0 when the call is wanted anyway */
	u64 rules; /* those that the filter has left so far */
};

/* What is found out about a path on the way along it. */
struct path_hashes {
	u64 whole;
	u64 name; /* since the last slash */
	u64 directory; /* before the last slash */
	u64 rules; /* of beginnings that rules ask for */
	u64 odd; /* not in the form in which paths compare */
	u64 slashes; /* whether the last byte was one, and the one before it */
	u64 dots; /* whether the last byte was one */
};

struct executable {
	u64 ino;
	u64 ctime;
	u64 mtime;
	u32 flags; /* execve_flags */
	u32 pad;
};

struct scratch {
	struct call call;
	struct executable executable;
	struct path_hashes hashes;
	u32 at; /* the next free byte of data */
	u32 event; /* where the event begins */
	u32 word; /* where the next length word goes */
	u32 path_at; /* where the path begins; it ends at PATH_LIMIT */
	u64 walk_node; /* dentry or kernfs node that the walk has come to */
	u64 walk_mount;
	u64 path_of; /* cgroup whose path the path buffer holds */
	u64 address;
	u64 gathered; /* bytes that a message has in all its pieces */
	u32 wanted; /* how many more of them are to be copied */
	bool claimed; /* a program is building a record here; of the one slot whose programs can interrupt each other */
	u8 pad[3];
	u8 bytes[256]; /* something small from user space, while it is looked at */
	char path[PATH_LIMIT + PATH_LIMIT]; /* resolved paths end in the middle; names of callers follow there */
	u8 data[DATA_MASK + 1 + PIECE_MASK + 1];
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, SLOTS); /* times the processors */
	__type(key, u32);
	__type(value, struct scratch);
} scratch_space SEC(".maps");

struct ring {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
};

/*
 * Each reader has rings, one for each processor or for some that share it, and behind the rings of all the readers come their grave
 * rings. The events of a process go to one reader: their order is kept there. What changes the state of processes (fork, exec, exit,
 * credentials, namespaces) and what is rare and grave (ptrace, bpf, modules, mounts) goes to the grave rings of all readers, from all
 * processors: each reader keeps a picture of everybody, and a flood of opens or sends can neither hide what is grave nor tear holes
 * into the picture of who is who. Between the rings of a reader, order is that of the timestamps; it merges.
 */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 1);
	__type(key, u32);
	__array(values, struct ring);
} rings SEC(".maps");

enum ring_choice {
	RING_CPU,
	RING_GRAVE, /* wakes the readers */
	RING_QUIET_GRAVE, /* same ring, but too frequent to wake anybody */
};

#define READERS 8

/* Where the records of this processor have got to in its ring of each reader, and in the grave ring of each. */
struct sequences {
	u64 ordinary[READERS];
	u64 grave[READERS];
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct sequences);
} sequences SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, EVENT_CODES);
	__type(key, u32);
	__type(value, struct record_count);
} counts SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 32);
	__uint(key_size, sizeof(u32));
	__uint(value_size, sizeof(u32));
} handlers SEC(".maps");

/* A mask that the compiler cannot leave out, however sure it is of the value: the verifier is not. */
static __always_inline u32 masked(u32 value, u32 mask)
{
	asm volatile("" : "+r"(value));
	return value & mask;
}

static __always_inline struct scratch *scratch_of(u32 slot)
{
	u32 key = bpf_get_smp_processor_id() * SLOTS + slot;

	return bpf_map_lookup_elem(&scratch_space, &key);
}

/*
 * The address in a pointer whose type the verifier knows. Global functions take numbers only, and a number is what a pointer is once
 * it has been through memory.
 */
static __always_inline u64 address_of(struct scratch *s, const void *pointer)
{
	*(volatile u64 *)&s->address = (u64)pointer;
	return *(volatile u64 *)&s->address;
}
