using Restaurant.Tests.Support;

namespace Restaurant.Tests.Http;

/// <summary>Headers of the contract with values that it does not allow. What else a request may say is ignored. It is the same whatever the database.</summary>
[Trait("Database", "Sqlite")]
public sealed class HostileHeaderTests(Scene scene) : IClassFixture<Scene>
{
    private static readonly string TooLong = new('k', 129);

    private static readonly string[] OfCommands =
    [
        "Idempotency-Key: ", "Idempotency-Key: a b", "Idempotency-Key: a\tb", $"Idempotency-Key: {TooLong}",
        "If-Match: ", "If-Match: 1", "If-Match: \"1", "If-Match: 1\"", "If-Match: '1'", "If-Match: \"1\" \"2\"", "If-Match: *, \"1\"", "If-Match: **",
    ];

    private static readonly string[] OfCallers =
    [
        "Restaurant-Role: chef", "Restaurant-Role: system", "Restaurant-Role: Staff", "Restaurant-Role: 1", "Restaurant-Role: ", "Restaurant-Role: staff,manager",
        "Restaurant-Subject: ", "Restaurant-Subject: a b", $"Restaurant-Subject: {TooLong}",
    ];

    private static readonly string[] OfReads =
    [
        "Consistency-Token: ", "Consistency-Token: garbage", "Consistency-Token: @1", "Consistency-Token: order-x@", "Consistency-Token: order-x@0", "Consistency-Token: order-x@-1",
        "Consistency-Token: order-x@1.0", "Consistency-Token: order-x@1e1", "Consistency-Token: order-x@9223372036854775808", "Consistency-Token: order-x@1,",
        "Prefer: wait=11", "Prefer: wait=-1", "Prefer: wait=1.5", "Prefer: wait=x", "Prefer: wait=", "Prefer: wait", "Prefer: wait=1, wait=2", "Prefer: respond-async, wait=99999999999",
    ];

    private static readonly string[] Reads =
        ["/menu/items", "/menu/items/{item}", "/customers", "/customers/{customer}", "/customers/{customer}/addresses", "/orders", "/orders/{order}"];

    public static TheoryData<string, string> CommandHeaders => CommandRoutes.Times([.. OfCommands, .. OfCallers]);

    public static TheoryData<string, string> ReadHeaders => Times(Reads, [.. OfReads, .. OfCallers]);

    public static TheoryData<string, string> AnyHeaders => Times(
        [.. Reads, "/health/live", "/health/ready", "/nothing/here"],
        ["Correlation-Id: ", "Correlation-Id: a b", $"Correlation-Id: {TooLong}"]);

    public static TheoryData<string> SingleHeaders => [.. CommandRoutes.All.Keys];

    [Theory]
    [MemberData(nameof(CommandHeaders))]
    public Task A_commands_header_is_refused(string route, string header)
    {
        var (method, path, body) = CommandRoutes.All[route];
        return scene.RefusedAsync(With(scene.Request(method, path, body), header), 400, "PARAMETER_INVALID");
    }

    [Theory]
    [MemberData(nameof(ReadHeaders))]
    public Task A_reads_header_is_refused(string path, string header) =>
        scene.RefusedAsync(With(scene.Request("GET", path), header), 400, "PARAMETER_INVALID");

    [Theory]
    [MemberData(nameof(AnyHeaders))]
    public Task A_correlation_id_is_refused_wherever_it_is_sent(string path, string header) =>
        scene.RefusedAsync(With(scene.Request("GET", path), header), 400, "PARAMETER_INVALID");

    [Theory]
    [MemberData(nameof(SingleHeaders))]
    public async Task A_header_that_there_is_only_one_of_comes_twice(string route)
    {
        var (method, path, body) = CommandRoutes.All[route];
        foreach (var header in (string[])["Idempotency-Key: a", "Restaurant-Role: staff", "Restaurant-Subject: a", "Correlation-Id: a"])
        {
            await RefusedAsync(400, "PARAMETER_INVALID", $"{method} {path} HTTP/1.1", header, header, body);
        }
    }

    [Theory]
    [MemberData(nameof(SingleHeaders))]
    public async Task A_header_is_not_ASCII(string route)
    {
        var (method, path, body) = CommandRoutes.All[route];
        foreach (var name in (string[])["Idempotency-Key", "Restaurant-Role", "Restaurant-Subject", "Correlation-Id", "If-Match"])
        {
            await RefusedAsync(400, "PARAMETER_INVALID", $"{method} {path} HTTP/1.1", $"{name}: caf\u00c3\u00a9", "X: x", body);
        }
    }

    [Fact]
    public async Task A_content_type_comes_twice()
    {
        const string type = "Content-Type: application/json";

        await RefusedAsync(415, "UNSUPPORTED_MEDIA_TYPE", "POST /menu/items HTTP/1.1", type, type, """{"description":"x","price":1}""");
    }

    [Fact]
    public async Task A_body_ends_too_early_or_in_broken_chunks()
    {
        const string head = """
            POST /menu/items HTTP/1.1
            Host: localhost
            Connection: close
            Content-Type: application/json
            Transfer-Encoding: chunked


            """;

        await RefusedAsync(400, "MALFORMED_REQUEST", head + "zz\n{}\n0\n\n");
        await RefusedAsync(400, "MALFORMED_REQUEST", head + "-1\n{}\n0\n\n");
        await RefusedAsync(400, "MALFORMED_REQUEST", head + "2\n{}xx\n0\n\n");
        await RefusedAsync(400, "MALFORMED_REQUEST", head + "ffffffffffffffff\n{}\n0\n\n");
    }

    [Theory]
    [InlineData("GET /orders/%00 HTTP/1.1\nHost: localhost\n\n")]
    [InlineData("GET /orders/x HTTP/1.1\n\n")]
    [InlineData("GET /orders/x HTTP/1.1\nHost: localhost\nHost: localhost\n\n")]
    [InlineData("POST /orders/{order}/place HTTP/1.1\nHost: localhost\nContent-Length: 2\nContent-Length: 3\n\n{}")]
    [InlineData("POST /orders/{order}/place HTTP/1.1\nHost: localhost\nContent-Length: x\n\n{}")]
    public async Task What_the_server_itself_refuses_is_a_bad_request(string request)
    {
        var head = await scene.Node.HeadAsync();

        var (status, text) = await RawRequest.SendAsync(scene.Node.Address, scene.Named(request));

        Assert.Equal(400, status);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
        Assert.Equal(head, await scene.Node.HeadAsync());
        Assert.Empty(scene.Node.ErrorLog.Lines);
    }

    [Theory]
    [InlineData("Prefer", "respond-async")]
    [InlineData("Prefer", "wait=10")]
    [InlineData("Prefer", "WAIT=0")]
    [InlineData("Prefer", "respond-async; foo=bar, wait=3")]
    [InlineData("Accept", "text/html")]
    [InlineData("If-Match", "garbage")]
    [InlineData("If-None-Match", "*")]
    [InlineData("Range", "bytes=0-1")]
    [InlineData("Idempotency-Key", "a b")]
    [InlineData("Content-Type", "text/plain")]
    [InlineData("Restaurant-Role", "manager")]
    [InlineData("Cookie", "a=b")]
    public async Task A_read_ignores_what_is_not_for_it(string name, string value)
    {
        using var answer = await scene.Node.SendAsync("GET", scene.Named("/orders/{order}"), null, (name, value));

        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Equal("\"2\"", answer.Header("ETag"));
    }

    [Theory]
    [InlineData("!")]
    [InlineData("~")]
    [InlineData("\"quoted\"")]
    [InlineData("a,b")]
    public async Task A_correlation_id_comes_back_as_it_was(string id)
    {
        using var answer = await scene.Node.SendAsync("GET", "/health/live", null, ("Correlation-Id", id));

        Assert.Equal(id, answer.Header("Correlation-Id"));
    }

    [Fact]
    public async Task A_correlation_id_that_is_refused_is_replaced()
    {
        using var answer = await scene.Node.SendAsync("GET", "/orders", null, ("Correlation-Id", "a b"));

        Assert.True(Guid.TryParse(answer.Header("Correlation-Id"), out _));
    }

    private static HttpRequestMessage With(HttpRequestMessage request, string header)
    {
        var at = header.IndexOf(": ", StringComparison.Ordinal);
        Assert.True(request.Headers.TryAddWithoutValidation(header[..at], header[(at + 2)..]));
        return request;
    }

    /// <summary>Sends a request with these headers to the letter.</summary>
    private Task RefusedAsync(int status, string code, string start, string one, string another, string body)
    {
        body = scene.Named(body);
        return RefusedAsync(status, code, $"""
            {start}
            Host: localhost
            Connection: close
            {(one.StartsWith("Content-Type", StringComparison.Ordinal) ? "" : "Content-Type: application/json\n")}Content-Length: {body.Length}
            {one}
            {another}

            {body}
            """);
    }

    private async Task RefusedAsync(int status, string code, string request)
    {
        var head = await scene.Node.HeadAsync();

        var answer = await RawRequest.SendAsync(scene.Node.Address, scene.Named(request));

        Assert.True(status == answer.Status, answer.Text);
        if (!request.StartsWith($"POST {Scene.Envelope} ", StringComparison.Ordinal))
        {
            Assert.Contains($"\"code\":\"{code}\"", answer.Text, StringComparison.Ordinal);
        }

        Assert.Contains("Correlation-Id: ", answer.Text, StringComparison.Ordinal);
        Assert.Equal(head, await scene.Node.HeadAsync());
        Assert.Empty(scene.Node.ErrorLog.Lines);
    }

    private static TheoryData<string, string> Times(IEnumerable<string> paths, IEnumerable<string> headers)
    {
        var data = new TheoryData<string, string>();
        foreach (var (path, header) in from path in paths from header in headers select (path, header))
        {
            data.Add(path, header);
        }

        return data;
    }
}
