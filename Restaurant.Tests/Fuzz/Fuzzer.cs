using System.Globalization;
using System.Text;
using static Restaurant.Tests.Fuzz.Mutations;

namespace Restaurant.Tests.Fuzz;

/// <summary>A request as it is sent. Texts outside of the body are sent in Latin-1.</summary>
/// <param name="Body">Null for none.</param>
internal sealed record FuzzRequest(string Method, string Path, IReadOnlyList<(string Name, string Value)> Headers, byte[]? Body)
{
    public bool IsRead => Method.ToUpperInvariant() is "GET" or "HEAD" or "OPTIONS" or "TRACE";

    public override string ToString() =>
        $"{Method} {Path}\n{string.Join('\n', Headers.Select(header => $"{header.Name}: {header.Value}"))}\n\n{(Body is null ? "" : $"{Encoding.UTF8.GetString(Body)}\n{Convert.ToHexString(Body.AsSpan(0, Math.Min(Body.Length, 200)))}")}";
}

/// <summary>Makes requests, of which few are right, and most are nearly.</summary>
/// <param name="routes">Method and pattern of each route that there is.</param>
/// <param name="bodies">Right bodies by method and pattern, as far as the route takes one.</param>
/// <param name="known">Ids of what there is by now.</param>
internal sealed class Fuzzer(IReadOnlyList<(string Method, string Pattern)> routes, Func<string, string, string?> bodies, Func<IReadOnlyList<string>> known, Random random)
{
    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "BREW", "get", "Post"];

    private static readonly string[] Ids =
    [
        "nobody", "-", "_", "a.b", "...", "*", "%20", "%2F", "..%2F..", "%252F", "%5C", "a%0Ab", "%C3%A9", "%ED%A0%80", "%FF", "%F0%9F%8D%95", "a;b", "a'b", "%22", "%3Cb%3E", "{id}",
        "00000000-0000-0000-0000-000000000000", "0", "-1", "1e9", "null", new string('a', 64), new string('a', 65), new string('a', 2_000), "menu-item-1", "order-1@1",
    ];

    private static readonly string[] Parameters =
        ["limit", "cursor", "q", "category", "available", "includeRemoved", "sort", "status", "customerId", "number", "from", "to", "by", "asOf", "after", "wait", "types", "subject", "x", "", "Limit"];

    private static readonly string[] Values =
    [
        "", "1", "0", "-1", "200", "201", "50", "x", "true", "false", "TRUE", "price", "-price", "popularity", "--price", "description", "open", "placed", "Open", "open,placed", "ABC123",
        "2026-11-25T00:00:00Z", "2026-11-25T00:00:00%2B02:00", "2026-11-25", "9999-12-31", "0001-01-01", "day", "item", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00%2B14:00", "99999999999999999999", "1.0", "%2B1", "1e1",
        "%25", "%25_%27%22--", "%FF", "%ED%A0%80", "%0A", "%F0%9F%8D%95", "AAAA", "gICA", "LW9wZW5lZEF0CngKeA", "!!!!", "'", "\\", "%5B%5D", new string('9', 500),
    ];

    // In bytes of UTF-8, most of them; the server refuses others by itself. No token of something that is not there: the node would
    // wait for it, as it should.
    private static readonly (string Name, string[] Values)[] OddHeaders =
    [
        ("Restaurant-Role", ["customer", "staff", "manager", "system", "chef", "", "Staff", "staff,manager", "caf\u00c3\u00a9"]),
        ("Restaurant-Subject", ["ada", "", "a b", "\u00ff", new string('s', 128), new string('s', 129)]),
        ("Idempotency-Key", ["", "a b", "k\u00c3\u00a9y", new string('k', 129), "\t"]),
        ("If-Match", ["*", "\"1\"", "\"0\"", "\"-1\"", "W/\"1\"", "1", "\"", "\"1", "\"1\", *", "*, *", "\"99999999999999999999\"", "\"01\"", "\"\"", "\"1\",,\"2\"", ","]),
        ("Correlation-Id", ["talk", "", "a b", "\u00c3\u00a9", new string('c', 129), "~"]),
        ("Consistency-Token", ["", "garbage", "@1", "order-x@", "order-x@0", "order-x@-1", "order-x@1.0", "order-x@9223372036854775808", ",", "@"]),
        ("Prefer", ["wait=0", "wait=10", "wait=11", "wait=-1", "wait=x", "wait", "wait=1, wait=2", "respond-async", "=", "wait=99999999999"]),
        ("Accept", ["text/event-stream", "text/html", "*/*;q=0", "", "nonsense", "application/xml"]),
        ("Accept-Encoding", ["gzip", "identity;q=0", "*;q=0"]),
        ("Content-Encoding", ["gzip", "identity", "br", ""]),
        ("Content-Language", ["xx"]),
        ("If-None-Match", ["*", "\"1\""]),
        ("If-Modified-Since", ["Wed, 25 Nov 2026 00:00:00 GMT", "yesterday"]),
        ("Range", ["bytes=0-1", "bytes=5-1", "x=0-"]),
        ("Origin", ["null", "https://example.org"]),
        ("Cookie", ["a=b", new string('c', 4_000)]),
        ("Authorization", ["Bearer x", "Basic ", "\u00c3\u00a9"]),
        ("X-HTTP-Method-Override", ["DELETE"]),
        ("X-Original-URL", ["/admin"]),
        ("X-Forwarded-For", ["192.0.2.1"]),
        ("Forwarded", ["for=192.0.2.1"]),
        ("Upgrade", ["websocket", "h2c"]),
        ("Expect", ["x"]),
        ("Traceparent", ["00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "00-x", "ff-00000000000000000000000000000000-0000000000000000-00"]),
        ("Baggage", ["a=b", "=", "\u00c3\u00a9=\u00c3\u00a9"]),
        ("Last-Event-ID", ["1", "x"]),
    ];

    private static readonly string[] ContentTypes =
    [
        "application/json; charset=utf-8", "application/json; charset=utf-16", "application/json;;", "text/plain", "application/problem+json", "*/*", "", "nonsense", "application/json, application/json",
        "multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "application/json; charset=\u00e9",
    ];

    public FuzzRequest Next()
    {
        var (method, pattern) = Any(routes, random);
        var right = bodies(method, pattern);
        if (Chance(10))
        {
            method = Any(Methods, random);
        }

        var body = Body(right);
        var headers = Headers();
        if (body is not null)
        {
            headers.Insert(0, ("Content-Type", Chance(5) ? Any(ContentTypes, random) : "application/json"));
        }

        if (pattern == "/events")
        {
            // A stream of events has no end.
            headers.RemoveAll(header => header is ("Accept", "text/event-stream"));
        }

        return new FuzzRequest(method, PathOf(pattern), headers, body);
    }

    private byte[]? Body(string? right) =>
        right is null ? Chance(15) ? Mutations.Of("{\"a\":1}", random) : null
        : Chance(8) ? null
        : Chance(12) ? Encoding.UTF8.GetBytes(WithIds(right))
        : Mutations.Of(WithIds(right), random);

    private string PathOf(string pattern)
    {
        var path = string.Join('/', pattern.Split('/').Select(segment => segment.StartsWith('{') ? Chance(75) ? Any(known(), random) : Id() : segment));
        if (Chance(3))
        {
            path = Any(["/nothing", "//", "/./orders", "/orders/../customers", "/orders/", "/Orders", "/menu/items/x/y/z", "/%6Frders", "/orders%2Fx", "/" + new string('a', 4_000), path + "/", path + "%20"], random);
        }

        return Chance(25) ? $"{path}?{string.Join('&', Enumerable.Range(0, random.Next(1, 4)).Select(_ => $"{Any(Parameters, random)}={Any(Values, random)}"))}" : path;
    }

    // Percent-encoded bytes, but not a zero: that one the server refuses by itself.
    private string Id() => Chance(70) ? Any(Ids, random)
        : string.Concat(Noise(random.Next(1, 12), random).Select(value => value == 0 ? "0" : $"%{value.ToString("X2", CultureInfo.InvariantCulture)}"));

    private List<(string, string)> Headers()
    {
        var headers = new List<(string, string)>();
        for (var number = Chance(60) ? 0 : random.Next(1, 4); number > 0; number--)
        {
            var (name, values) = Any(OddHeaders, random);
            headers.Add((name, Any(values, random)));
        }

        if (Chance(10))
        {
            headers.Add(("Idempotency-Key", $"k{random.Next(50)}"));
        }

        return headers;
    }

    private string WithIds(string body)
    {
        for (var at = body.IndexOf('{', 1); at >= 0; at = body.IndexOf('{', at + 1))
        {
            // A name in braces stands for an id.
            if (body.IndexOf('}', at) is var end && end > at && body[(at + 1)..end].All(char.IsAsciiLetter))
            {
                body = $"{body[..at]}{Any(known(), random)}{body[(end + 1)..]}";
            }
        }

        return body.Replace("never@", $"fuzz-{random.Next()}@", StringComparison.Ordinal);
    }

    private bool Chance(int percent) => random.Next(100) < percent;
}
