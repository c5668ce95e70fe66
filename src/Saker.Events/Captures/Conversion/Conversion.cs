namespace Saker.Events.Captures;

/// <summary>Where a parameter of a converted event comes from.</summary>
internal enum ParamSource
{
    /// <summary>The event itself.</summary>
    Own,

    /// <summary>The entry of the call; a default when it is not known.</summary>
    Enter,

    /// <summary>The entry of the call; empty when it is not known.</summary>
    EnterOrEmpty,

    /// <summary>Nowhere: it was not collected.</summary>
    Empty,

    /// <summary>Zeros, and no user.</summary>
    Default,

    /// <summary>The parameters of an old container event, as JSON.</summary>
    Container,
}

/// <summary>One parameter of a converted event.</summary>
/// <param name="Source">Where it comes from.</param>
/// <param name="Index">Which parameter there.</param>
internal readonly record struct ParamRecipe(ParamSource Source, int Index);

/// <summary>What is done with an event of an older capture (a row of schema/conversions.json).</summary>
/// <param name="Keep">It is remembered as the entry of its thread's call.</param>
/// <param name="Pass">It is handed on as it is.</param>
/// <param name="Own">How many of its parameters stay in front.</param>
/// <param name="Becomes">The type it gets.</param>
/// <param name="Params">The parameters behind.</param>
internal sealed record Conversion(bool Keep, bool Pass, int Own, EventInfo Becomes, ParamRecipe[] Params);
