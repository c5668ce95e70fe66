using System.Text;
using System.Text.Json;

namespace Saker.Forwarder.Tests.Vendors;

/// <summary>A request, with what vendors ask of it.</summary>
internal sealed class VendorRequest(Seen seen)
{
    public string Method => seen.Method;

    public string Path => seen.Target.Split('?')[0];

    public string Body => seen.Body;

    public IReadOnlyDictionary<string, string> Headers => seen.Headers;

    /// <summary>Refuses another target with 404, another method with 405.</summary>
    public VendorRequest To(string method, string target)
    {
        if (seen.Target != target)
            throw new RefusalException(404, $"there is nothing at {seen.Target}");
        return seen.Method == method ? this : throw new RefusalException(405, $"{seen.Method} is not {method}");
    }

    /// <summary>Refuses a header that is not this one.</summary>
    public VendorRequest With(string header, string value, int status = 401) => seen.Headers.GetValueOrDefault(header) == value ? this
        : throw new RefusalException(status, $"the header {header} is {seen.Headers.GetValueOrDefault(header) ?? "missing"}");

    /// <summary>Refuses a header that is there.</summary>
    public VendorRequest Without(string header) => !seen.Headers.ContainsKey(header) ? this : throw new RefusalException(400, $"there is a header {header}");

    /// <summary>A header; refuses its absence.</summary>
    public string Header(string name) => seen.Headers.GetValueOrDefault(name) is { Length: > 0 } value ? value
        : throw new RefusalException(400, $"there is no header {name}");

    /// <summary>Refuses another type of body, whatever its parameters, with 415.</summary>
    public VendorRequest Typed(string type = "application/json")
    {
        string actual = seen.Headers.GetValueOrDefault("Content-Type", "").Split(';')[0];
        return actual == type ? this : throw new RefusalException(415, $"the body is {actual}, not {type}");
    }

    /// <summary>The body as JSON; refuses what is none.</summary>
    public Part Json() => Parse(Body, "body");

    /// <summary>The body as JSON, a value a line, or one behind the other.</summary>
    public Part[] JsonValues()
    {
        List<Part> parts = [];
        var bytes = Encoding.UTF8.GetBytes(Body).AsSpan();
        try
        {
            while (!bytes.TrimStart(" \n\r"u8).IsEmpty)
            {
                var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { AllowMultipleValues = true });
                using var document = JsonDocument.ParseValue(ref reader);
                parts.Add(new Part(document.RootElement.Clone(), $"value {parts.Count}"));
                bytes = bytes[(int)reader.BytesConsumed..];
            }
        }
        catch (JsonException e)
        {
            throw new RefusalException(400, $"value {parts.Count} is no JSON: {e.Message}");
        }

        return [.. parts];
    }

    private static Part Parse(string text, string place)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return new Part(document.RootElement.Clone(), place);
        }
        catch (JsonException e)
        {
            throw new RefusalException(400, $"{place} is no JSON: {e.Message}");
        }
    }
}
