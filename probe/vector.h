/* SPDX-License-Identifier: GPL-2.0 */
/* Data that a call reads or writes: in one piece, or scattered over the pieces of a vector (struct iovec). */
#pragma once

#include "record.h"

/* How much of so many bytes goes into the event. */
static __always_inline u32 wanted_data(u64 size)
{
	return size > settings.data_limit ? settings.data_limit : size;
}

/* How much data goes into the event: of what was moved, or of what should have been. */
static __always_inline u32 data_size(struct call *call, u64 wanted)
{
	return wanted_data(call->result > 0 ? (u64)call->result : wanted);
}

struct piece {
	u64 address;
	u64 size;
};

static __always_inline struct piece piece_at(struct scratch *s, u64 vector, u32 index)
{
	struct piece piece = {};
	u32 compat[2] = {};

	if (s->call.flags & RECORD_FLAGS_COMPAT) {
		bpf_probe_read_user(compat, sizeof(compat), (void *)(vector + index * sizeof(compat)));
		piece.address = compat[0];
		piece.size = compat[1];
	} else {
		bpf_probe_read_user(&piece, sizeof(piece), (void *)(vector + index * sizeof(piece)));
	}
	return piece;
}

#define PIECES 64

/* Bytes that all pieces have together. */
__noinline u32 vector_size(u32 slot, u64 vector, u64 count)
{
	struct scratch *s = scratch_of(slot);
	u64 size = 0;

	if (!s)
		return 0;
	for (u32 i = 0; i < PIECES && i < count; i++)
		size += piece_at(s, vector, i).size;
	return size;
}

/* Takes up one piece: counts it, and copies as much of it as is still wanted. */
__noinline int gather_piece(u32 slot, u64 vector, u32 index)
{
	struct scratch *s = scratch_of(slot);

	if (!s)
		return 0;
	struct piece piece = piece_at(s, vector, index);

	s->gathered += piece.size;
	u32 size = piece.size > s->wanted ? s->wanted : piece.size;

	if (size && bpf_probe_read_user(data_at(s, s->at), masked(size, PIECE_MASK), (void *)piece.address))
		note(s, RECORD_FLAGS_UNREADABLE);
	s->wanted -= size;
	s->at += size;
	return 0;
}

/* The data of all pieces as one parameter; leaves its size in s->gathered. */
__noinline int push_pieces(u32 slot, u64 vector, u64 count, u32 limit)
{
	struct scratch *s = scratch_of(slot);

	if (!s)
		return 0;
	u32 start = s->at;

	s->gathered = 0;
	s->wanted = fit(s, limit, PIECE_MASK);
	for (u32 i = 0; i < PIECES && i < count; i++)
		gather_piece(slot, vector, i);
	u32 size = s->at - start;

	s->at = start;
	end_param(s, size);
	return 0;
}
