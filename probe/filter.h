/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Leaves out what no rule can match, before anything dear is done for it. Each question narrows the rules that are left: the call and
 * whether it succeeded, what the thread is, how a file is opened and where it lies. Whatever a question cannot tell it lets pass.
 */
#pragma once

#include "maps.h"
#include "arch.h"
#include <bpf/bpf_tracing.h>

#define FILTERS 2
#define VERDICTS (1 << 16)
#define TABLE_MASK 0xfff
#define CPUS_MASK 0x3ff
#define ALL_RULES (~0ULL)

/* Two, so that one can be written while the other is asked. */
struct filter filters[FILTERS] SEC(".bss.filters");

/* By thread; two threads in one place push each other out, and are then judged anew. */
struct verdict verdicts[VERDICTS] SEC(".bss.verdicts");

/* How often the processes of a place changed what they are. */
u32 changes[VERDICTS] SEC(".bss.changes");

/* Events left out by each processor, on cache lines of their own. */
struct left_out {
	u64 events;
	u64 pad[7];
} left_out[CPUS_MASK + 1] SEC(".bss.left_out");

static __always_inline bool has_children(struct task_struct *task)
{
	return GET(task, children.next) != &task->children;
}

/*
 * One number for all that verdicts rest on. Programs and credentials, which belong to a process, are counted; the cgroup is read;
 * ancestors are counted for the whole machine, since nobody can afford to look for descendants.
 */
static __always_inline u64 stamp_of(struct task_struct *task)
{
	u64 changed = (u64)changes[GET(task, tgid) & (VERDICTS - 1)] << 32 | *(volatile u32 *)&control.epoch;

	return GET(task, start_boottime) ^ (u64)GET(task, pid) << 32 ^ GET(task, cgroups, dfl_cgrp, kn, id) * 0xff51afd7ed558ccdULL ^
	       changed * 0x9e3779b97f4a7c15ULL;
}

/* Makes verdicts on everybody void when somebody descends from the task. */
static __always_inline void note_ancestry(struct task_struct *task)
{
	if (has_children(task))
		__sync_fetch_and_add(&control.epoch, 1);
}

/*
 * Makes verdicts on a process void. To be called after the time of the event that tells of the change has been taken: whoever sees
 * the new stamp is then later than that event.
 */
static __always_inline void note_change(struct task_struct *task)
{
	__sync_fetch_and_add(&changes[GET(task, tgid) & (VERDICTS - 1)], 1);
	note_ancestry(task);
}

/* To be asked once no rule is left. Answers no where the filter is only watched, and says so with the event. */
static __always_inline bool leave_out(struct call *call)
{
	/* A plain increment: see slot. */
	left_out[bpf_get_smp_processor_id() & CPUS_MASK].events++;
	if (!control.audit)
		return true;
	call->flags |= RECORD_FLAGS_LEFT_OUT;
	return false;
}

static __always_inline const struct filter *filter_number(u32 number)
{
	return &filters[masked(number - 1, FILTERS - 1)];
}

/* Rules about a call that its outcome and its caller leave. Says in the call's flags when the caller has not been judged. */
static __always_inline u64 rules_of_call(struct call *call, struct task_struct *task, const struct filter *filter)
{
	u32 number = call->number & (SYSCALLS - 1);
	u64 rules = call->succeeded ? filter->succeeded[number] : filter->failed[number];

	if (!rules)
		return 0;
	const struct verdict *verdict = &verdicts[GET(task, pid) & (VERDICTS - 1)];
	u64 judged = *(volatile u64 *)&verdict->rules;

	if ((*(volatile u64 *)&verdict->key ^ judged) == stamp_of(task))
		return rules & judged;
	call->flags |= RECORD_FLAGS_UNJUDGED;
	return rules;
}

#define HASH_SEED 0xcbf29ce484222325ULL
#define HASH_PRIME 0x100000001b3ULL

static __always_inline u32 hash_index(u64 hash)
{
	return (hash ^ hash >> 32) & TABLE_MASK;
}

/* 1 when two bytes are the same, else 0. Computed: each branch would be one more way for the verifier to go at every byte. */
static __always_inline u64 same(u64 a, u64 b)
{
	u64 difference = a ^ b;

	asm volatile("" : "+r"(difference));
	return (difference - 1) >> 63;
}

#define GLANCE_MASK 0x3ff
#define WORD sizeof(u64)
#define EVERY_BYTE 0x0101010101010101ULL
#define TOP_BITS (0x80 * EVERY_BYTE)
#define LOW_BITS (0x7f * EVERY_BYTE)

static __always_inline u64 word_at(struct scratch *s, u32 at)
{
	return *(u64 *)&s->path[masked(at, PATH_END - 1)];
}

static __always_inline u32 glance_index(u64 word)
{
	return word * 0x9e3779b97f4a7c15ULL >> 54;
}

/* The top bits of those bytes of a word that are the same as another one. */
static __always_inline u64 equal_bytes(u64 word, u8 byte)
{
	u64 difference = word ^ byte * EVERY_BYTE;

	return ~(((difference & LOW_BITS) + LOW_BITS) | difference) & TOP_BITS;
}

/*
 * Whether the name is in the form in which paths compare, told by eight bytes at a time: printable, without "//", "/./" and ".."
 * (two dots inside of a component are no step up, but nobody has such names), and without a slash, or one and a dot, at its end.
 */
static __always_inline bool is_plain_name(struct scratch *s, u32 length, bool relative)
{
	u64 slashes_before = relative ? 0x80ULL << 56 : 0, dots_before = 0, odd = 0;

	for (u32 i = 0; i <= NAME_MASK / WORD; i++) {
		u32 done = i * WORD;

		if (done >= length)
			break;
		u64 word = word_at(s, NAME_AT + done);
		u64 low = word & LOW_BITS;
		u64 slashes = equal_bytes(word, '/');
		u64 dots = equal_bytes(word, '.');
		u64 after_slash = slashes << 8 | slashes_before >> 56;
		u64 after_slash_and_one = slashes << 16 | slashes_before >> 48;
		u64 after_dot = dots << 8 | dots_before >> 56;
		u64 found = (word | ~(low + (0x80 - ' ') * EVERY_BYTE) | (low + EVERY_BYTE)) & TOP_BITS;

		found |= (dots & after_dot) | (slashes & (after_slash | (after_dot & after_slash_and_one)));
		/* What lies behind the end counts for nothing. */
		if (length - done < WORD)
			found &= (1ULL << ((length - done) * 8 & 63)) - 1;
		odd |= found;
		slashes_before = slashes;
		dots_before = dots;
	}
	u64 end = word_at(s, NAME_AT + length - WORD);

	return !odd && end >> 56 != '/' && end >> 48 != ('.' << 8 | '/');
}

/* Rules that remain once it has been seen how the name begins and ends. Of a relative name the beginning is not known. */
static __always_inline u64 rules_at_a_glance(struct scratch *s, const struct filter *filter, u32 length, bool relative)
{
	if (!is_plain_name(s, length, relative))
		return ALL_RULES;
	u64 begin = word_at(s, NAME_AT);
	u64 rules = filter->unseen | filter->tails[glance_index(word_at(s, NAME_AT + length - WORD) >> 32)];

	if (relative)
		return rules | filter->placed;
	return rules | filter->heads[glance_index(begin)] | filter->heads[glance_index((u32)begin)];
}

/* Bytes that are followed in one go; the verifier looks at one go, and not at all that there may be. */
#define PATH_PIECE 16
#define PATH_PIECES 24

/* Which of the next bytes end a beginning that some rule asks for, a bit each. */
static __always_inline u64 lengths_from(const struct filter *filter, u32 done)
{
	if (done > 256 - PATH_PIECE)
		return 0;
	return filter->lengths[masked(done >> 6, 3)] >> (done & 63);
}

/* Follows the next bytes of the path in the path buffer. Answers 1 when it has come to the end. */
__noinline int hash_piece(u32 number, u32 done)
{
	struct scratch *s = scratch_of(SLOT_SYSCALL);
	const struct filter *filter = filter_number(number);

	if (!s)
		return 1;
	struct path_hashes *hashes = &s->hashes;
	u64 whole = hashes->whole, name = hashes->name, directory = hashes->directory;
	u64 odd = hashes->odd, rules = hashes->rules, slashes = hashes->slashes, dots = hashes->dots;
	u64 lengths = lengths_from(filter, done);
	u32 at = s->path_at + done;
	int end = 0;

	for (u32 i = 0; i < PATH_PIECE; i++) {
		u64 c = (u8)s->path[masked(at + i, PATH_END - 1)];

		if (!c) {
			end = 1;
			break;
		}
		u64 slash = same(c, '/');
		u64 dot = same(c, '.');

		odd |= (c - 0x20) >> 63 | (0x7e - c) >> 63;
		/* "//", "/./" and "..". Two dots are no step up inside of a name, but nobody has such names. */
		odd |= (dot & dots) | (slash & (slashes | (dots & slashes >> 1)));
		slashes = slashes << 1 | slash;
		dots = dot;
		directory ^= (directory ^ whole) & -slash;
		whole = (whole ^ c) * HASH_PRIME;
		name = (name ^ c) * HASH_PRIME;
		name ^= (name ^ HASH_SEED) & -slash;
		if (lengths & 1)
			rules |= filter->beginnings[hash_index(whole)];
		lengths >>= 1;
	}
	hashes->whole = whole;
	hashes->name = name;
	hashes->directory = directory;
	hashes->odd = odd & 1;
	hashes->rules = rules;
	hashes->slashes = slashes & 3;
	hashes->dots = dots;
	return end;
}

/* Follows the path that begins at s->path_at. Answers false when it is not in the form in which paths compare. */
static __always_inline bool hash_path(struct scratch *s)
{
	struct path_hashes *hashes = &s->hashes;
	int end = 0;

	hashes->whole = hashes->name = hashes->directory = HASH_SEED;
	hashes->odd = hashes->rules = hashes->slashes = hashes->dots = 0;
	for (u32 i = 0; i < PATH_PIECES && !end; i++)
		end = hash_piece(s->call.filter, i * PATH_PIECE);
	/* Nor may it end with a slash, or with one and a dot. */
	return end && !hashes->odd && !(hashes->slashes & 1) && !(hashes->dots & hashes->slashes >> 1);
}
