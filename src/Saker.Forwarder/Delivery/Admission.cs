namespace Saker.Forwarder.Delivery;

/// <summary>What an output does with an alert that comes in.</summary>
internal enum Admission
{
    /// <summary>It is not for this output.</summary>
    NotWanted,
    /// <summary>It waits to be delivered.</summary>
    Kept,
    /// <summary>There is no room for it.</summary>
    NoRoom,
}
