using System.Text.RegularExpressions;
using Saker.Alerts.Outputs;

namespace Saker.Forwarder.Destinations.Aws;

/// <summary>An error that a service of AWS reports, which tells more by its name than by its status: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/CommonErrors.html</summary>
internal sealed partial class AwsException : DeliveryException
{
    private static readonly string[] passing = ["Throttl", "TooManyRequests", "SlowDown", "LimitExceeded", "ProvisionedThroughput", "RequestTimeout", "Unavailable", "InternalError", "InternalFailure"];

    private static readonly string[] refusals = ["InvalidMessageContents", "TooLarge", "TooLong", "EntityTooLarge", "BatchRequestTooLong", "InvalidParameterValue", "RequestTooLarge"];

    private AwsException(string message, string code, bool isFinal, TimeSpan? retryAfter)
        : base(message, isFinal, retryAfter) => Code = code;

    /// <summary>The name of the error: <c>ResourceNotFoundException</c>.</summary>
    public string Code { get; }

    /// <summary>Reads an answer.</summary>
    public static AwsException Of(string endpoint, HttpResponseMessage response, string body)
    {
        // In a header, in JSON as __type or in XML as Code.
        string code = response.Headers.TryGetValues("x-amzn-ErrorType", out var named) ? named.First()
            : ErrorCode().Match(body) is { Success: true } match ? match.Groups["code"].Value : "";
        code = code.Split(':')[0].Split('#')[^1];
        int status = (int)response.StatusCode;
        bool isPassing = status is 408 or 429 or >= 500 || Array.Exists(passing, p => code.Contains(p, StringComparison.Ordinal));
        bool isRefusal = !isPassing && (status is 413 or 415 or 422 || Array.Exists(refusals, r => code.Contains(r, StringComparison.Ordinal)));
        return new AwsException($"{endpoint} answers {status}{(code.Length > 0 ? " " + code : "")}", code, isRefusal, response.Headers.RetryAfter?.Delta)
        {
            // Keys, rights and names: somebody has to act.
            IsLasting = !isPassing && !isRefusal,
        };
    }

    [GeneratedRegex("""("__type"\s*:\s*"|<Code>)(?<code>[A-Za-z0-9.#:/_-]{1,200})""")]
    private static partial Regex ErrorCode();
}
