namespace Saker.Forwarder.Tests.Vendors;

/// <summary>A vendor does not take a request.</summary>
/// <param name="status">The status that it answers.</param>
/// <param name="why">What is wrong, for who reads the test.</param>
internal sealed class RefusalException(int status, string why) : Exception(why)
{
    public int Status => status;
}
