namespace Saker.Events.Captures;

/// <summary>Kinds of blocks in a capture.</summary>
internal enum BlockKind
{
    Unknown,
    Section,
    Machine,
    Threads,
    Descriptors,
    Interfaces,
    Users,
    Event,
    FlaggedEvent,

    /// <summary>Saker's own, which others pass over.</summary>
    TaskFacts,
}

/// <summary>What the type word of a block says.</summary>
/// <param name="Kind">What it holds.</param>
/// <param name="Version">Revision of the layout.</param>
internal readonly record struct BlockType(BlockKind Kind, int Version)
{
    /// <summary>Types that the writer uses, today's of each kind.</summary>
    public const uint Section = 0x0A0D0D0A, Machine = 0x201, Threads = 0x215, Descriptors = 0x218, Interfaces = 0x219, Users = 0x220,
        Event = 0x216, FlaggedEvent = 0x217, LargeEvent = 0x221, LargeFlaggedEvent = 0x222, TaskFacts = 0x53414B52;

    /// <summary>Decodes a type word; the words above 0x80000000 are those of the first writers.</summary>
    public static BlockType Of(uint word) => word switch
    {
        0x0A0D0D0A => new(BlockKind.Section, 1),
        0x201 or 0x8002ABCD => new(BlockKind.Machine, 1),
        0x202 or 0x8000ABCD => new(BlockKind.Threads, 1),
        0x207 or 0x8013ABCD => new(BlockKind.Threads, 2),
        0x209 or 0x8014ABCD => new(BlockKind.Threads, 3),
        >= 0x210 and <= 0x215 => new(BlockKind.Threads, (int)(word - 0x210 + 4)),
        0x203 or 0x8001ABCD => new(BlockKind.Descriptors, 1),
        0x218 => new(BlockKind.Descriptors, 2),
        0x204 or 0x8010ABCD => new(BlockKind.Event, 1),
        0x216 or 0x221 => new(BlockKind.Event, 2),
        0x208 => new(BlockKind.FlaggedEvent, 1),
        0x217 or 0x222 => new(BlockKind.FlaggedEvent, 2),
        0x205 or 0x8011ABCD => new(BlockKind.Interfaces, 1),
        0x219 => new(BlockKind.Interfaces, 2),
        0x206 or 0x8012ABCD => new(BlockKind.Users, 1),
        0x220 => new(BlockKind.Users, 2),
        TaskFacts => new(BlockKind.TaskFacts, 1),
        _ => new(BlockKind.Unknown, 0),
    };
}
