using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Restaurant.Benchmarks.Http;

/// <summary>What a server has answered, read to its end.</summary>
/// <param name="Next">The address of the next page of a list, relative to the server; null when there is none.</param>
internal sealed partial record Answer(int Status, string Body, string? ETag, string? Token, bool Replayed, TimeSpan? RetryAfter, string? Next)
{
    public bool Succeeded => Status is >= 200 and < 300;

    /// <summary>Not served, or nobody knows whether it was: the contract's 429 and 503, and what balancers say of servers that are away.</summary>
    public bool Passing => Status is 429 or 502 or 503 or 504;

    /// <summary>The status with the code of the problem document, if it is one.</summary>
    public string Code => Parsed is JsonObject problem && problem["code"] is JsonValue code ? $"{Status} {code}" : $"{Status}";

    /// <summary>The body.</summary>
    /// <exception cref="RequestFailedException">It is no JSON object.</exception>
    public JsonObject Object => Parsed as JsonObject ?? throw Odd("no JSON object");

    /// <summary>The body.</summary>
    /// <exception cref="RequestFailedException">It is no list of JSON objects.</exception>
    public IReadOnlyList<JsonObject> List => Parsed is JsonArray list && list.All(each => each is JsonObject) ? [.. list.OfType<JsonObject>()] : throw Odd("no list");

    private JsonNode? Parsed
    {
        get
        {
            try
            {
                return JsonNode.Parse(Body);
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }

    public static async Task<Answer> OfAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var headers = response.Headers;
        return new Answer(
            (int)response.StatusCode,
            await response.Content.ReadAsStringAsync(cancellation),
            headers.ETag?.Tag,
            Single(headers, "Consistency-Token"),
            Single(headers, "Idempotency-Replayed") == "true",
            headers.RetryAfter?.Delta,
            Single(headers, "Link") is { } link && NextLink().Match(link) is { Success: true } next ? Relative(next.Groups["address"].Value) : null);
    }

    private RequestFailedException Odd(string what) => new("not understood", $"An answer {Status} is {what}: {Body}", inDoubt: true);

    private static string? Single(HttpResponseHeaders headers, string name) => headers.TryGetValues(name, out var values) ? values.First() : null;

    // The server may know itself by a name that leads elsewhere.
    private static string Relative(string address) => Uri.TryCreate(address, UriKind.Absolute, out var absolute) && !absolute.IsFile ? absolute.PathAndQuery : address;

    [GeneratedRegex("<(?<address>[^>]*)>\\s*;\\s*rel=\"?next\"?")]
    private static partial Regex NextLink();
}
