using System.Net;
using System.Text;
using MailKit.Security;

namespace Saker.Forwarder.Destinations.Mail;

/// <summary>EXTERNAL of RFC 4422, appendix A: the server knows who is there by other means, such as a certificate.</summary>
/// <param name="identity">Whom to act as; empty for whom the server takes one for.</param>
internal sealed class SaslExternal(string identity) : SaslMechanism(new NetworkCredential())
{
    /// <inheritdoc/>
    public override string MechanismName => "EXTERNAL";

    /// <inheritdoc/>
    public override bool SupportsInitialResponse => true;

    /// <inheritdoc/>
    protected override byte[] Challenge(byte[]? token, int startIndex, int length, CancellationToken cancellationToken)
    {
        IsAuthenticated = true;
        return Encoding.UTF8.GetBytes(identity);
    }
}
