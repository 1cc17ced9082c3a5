using System.Text;

namespace Restaurant.Tests.Http;

/// <summary>Bodies that no command can be read from, whatever the command is. None of them reaches a database.</summary>
[Trait("Database", "Sqlite")]
public sealed class BrokenBodyTests(Scene scene) : IClassFixture<Scene>
{
    private const int MostBytes = 64 * 1024;

    private static readonly Encoding BigEndianUtf32 = new UTF32Encoding(bigEndian: true, byteOrderMark: false);

    // By name, so that each row of each route is a test of its own. Each is made from the body that would be right.
    private static readonly IReadOnlyDictionary<string, Func<string, byte[]>> Broken = new Dictionary<string, Func<string, byte[]>>
    {
        ["half an object"] = right => Utf8(right[..^1]),
        ["one brace"] = _ => Utf8("{"),
        ["spaces only"] = _ => Utf8("   "),
        ["an array"] = _ => Utf8("[]"),
        ["the right object in an array"] = right => Utf8($"[{right}]"),
        ["a text"] = _ => Utf8("\"x\""),
        ["a number"] = _ => Utf8("1"),
        ["null"] = _ => Utf8("null"),
        ["no JSON"] = _ => Utf8("description=x&price=1"),
        ["single quotes"] = _ => Utf8("{'a':1}"),
        ["a trailing comma"] = right => Utf8($"{right[..^1]},}}"),
        ["two objects"] = right => Utf8(right + right),
        ["a comment of a line"] = right => Utf8($"{right} // done"),
        ["a comment between"] = right => Utf8($"/* so */{right}"),
        ["a byte order mark"] = right => [0xEF, 0xBB, 0xBF, .. Utf8(right)],
        ["UTF-16, little end first"] = Encoding.Unicode.GetBytes,
        ["UTF-16 with a mark"] = right => [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes(right)],
        ["UTF-32"] = BigEndianUtf32.GetBytes,
        ["Latin-1"] = right => [.. Utf8(right[..^1] + ",\"caf"), 0xE9, .. Utf8("\":1}")],
        ["half a character of UTF-8"] = right => [.. Utf8(right[..^1] + ",\""), 0xE2, 0x82, .. Utf8("\":1}")],
        ["an overlong character of UTF-8"] = right => [.. Utf8(right[..^1] + ",\""), 0xC0, 0xAF, .. Utf8("\":1}")],
        ["a surrogate in UTF-8"] = right => [.. Utf8(right[..^1] + ",\""), 0xED, 0xA0, 0x80, .. Utf8("\":1}")],
        ["half of a surrogate pair as a name"] = right => Utf8($$"""{"\ud83c":1,{{right[1..]}}"""),
        ["a byte of zero behind it"] = right => [.. Utf8(right), 0],
        ["a control character in a text"] = _ => Utf8("{\"a\":\"\u0001\"}"),
        ["an unknown member"] = right => Utf8($$"""{"total":0,{{right[1..]}}""".Replace(",}", "}", StringComparison.Ordinal)),
        ["a member in other letters"] = _ => Utf8("""{"Description":"x","PRICE":1,"Quantity":1,"Type":"addMenuItem"}"""),
        ["members twice"] = right => Utf8($"{right[..^1]},{right[1..]}"),
        ["a member twice, once in escapes"] = _ => Utf8("""{"quantity":1,"qu\u0061ntity":1}"""),
        ["NaN"] = _ => Utf8("""{"price":NaN}"""),
        ["infinity"] = _ => Utf8("""{"quantity":Infinity}"""),
        ["a leading zero"] = _ => Utf8("""{"price":01}"""),
        ["a leading plus"] = _ => Utf8("""{"price":+1}"""),
        ["a number in base 16"] = _ => Utf8("""{"quantity":0x10}"""),
        ["17 levels"] = _ => Utf8($$"""{"a":{{new string('[', 16)}}{{new string(']', 16)}}}"""),
        ["30,000 arrays"] = _ => Utf8(new string('[', 30_000) + new string(']', 30_000)),
        ["60,000 arrays without an end"] = _ => Utf8(new string('[', 60_000)),
        ["5,000 unknown members"] = _ => Utf8($$"""{{{string.Join(',', Enumerable.Range(0, 5_000).Select(n => $"\"m{n}\":1"))}}}"""),
    };

    private static readonly IReadOnlyDictionary<string, Func<string, byte[]>> TooLarge = new Dictionary<string, Func<string, byte[]>>
    {
        ["64 KiB and a byte"] = right => Utf8(right.PadRight(MostBytes + 1)),
        ["10 MB"] = right => Utf8(right.PadRight(10_000_000)),
        ["a text of 10 MB"] = _ => Utf8($$"""{"description":"{{new string('x', 10_000_000)}}"}"""),
        ["100,000 arrays"] = _ => Utf8(new string('[', 100_000) + new string(']', 100_000)),
    };

    public static TheoryData<string, string> BrokenBodies => CommandRoutes.Times(Broken.Keys);

    public static TheoryData<string, string> TooLargeBodies => CommandRoutes.Times(TooLarge.Keys);

    public static TheoryData<string, string> OtherTypes => CommandRoutes.Times(
    [
        "text/plain", "text/json", "application/xml", "application/x-www-form-urlencoded", "application/json5", "application/*", "*/*", "nonsense", "",
        "application/problem+json", "application/json; charset=utf-16", "application/json; charset=iso-8859-1", "application/json, application/json",
    ]);

    public static TheoryData<string, string> Encodings => CommandRoutes.Times(["gzip", "deflate", "br", "zstd", "gzip, gzip", "x"]);

    [Theory]
    [MemberData(nameof(BrokenBodies))]
    public Task A_body_is_malformed(string route, string broken) => RefusedAsync(route, Broken[broken], 400, "MALFORMED_REQUEST");

    [Theory]
    [MemberData(nameof(TooLargeBodies))]
    public async Task A_body_is_too_large_with_a_length_and_without(string route, string large)
    {
        await RefusedAsync(route, TooLarge[large], 413, "BODY_TOO_LARGE");
        await RefusedAsync(route, TooLarge[large], 413, "BODY_TOO_LARGE", request => request.Headers.TransferEncodingChunked = true);
    }

    [Theory]
    [MemberData(nameof(OtherTypes))]
    public Task A_content_type_is_not_JSON(string route, string contentType) =>
        RefusedAsync(route, Utf8, 415, "UNSUPPORTED_MEDIA_TYPE", request =>
        {
            request.Content!.Headers.Remove("Content-Type");
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        });

    [Theory]
    [MemberData(nameof(Encodings))]
    public Task A_body_is_encoded(string route, string encoding) =>
        RefusedAsync(route, Utf8, 415, "UNSUPPORTED_MEDIA_TYPE", request => request.Content!.Headers.TryAddWithoutValidation("Content-Encoding", encoding));

    [Theory]
    [MemberData(nameof(WithoutType))]
    public Task A_body_has_no_content_type(string route) =>
        RefusedAsync(route, Utf8, 415, "UNSUPPORTED_MEDIA_TYPE", request => request.Content!.Headers.Remove("Content-Type"));

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task A_body_that_is_not_there_is_of_no_type(string type)
    {
        var (method, path, _) = CommandRoutes.All["verifyCustomer"];
        using var request = scene.Request(method, path, body: []);
        request.Content!.Headers.Remove("Content-Type");
        request.Content.Headers.TryAddWithoutValidation("Content-Type", type);

        using var answer = await scene.Node.Client.SendAsync(request);

        Assert.Equal(200, (int)answer.StatusCode);
    }

    public static TheoryData<string> WithoutType => [.. CommandRoutes.All.Keys];

    [Theory]
    [InlineData("addMenuItem", "DESCRIPTION_REQUIRED")]
    [InlineData("modifyMenuItem", "DESCRIPTION_REQUIRED")]
    [InlineData("signUpCustomer", "EMAIL_INVALID")]
    [InlineData("openOrder", "MALFORMED_REQUEST")]
    [InlineData("addItemToOrder", "MALFORMED_REQUEST")]
    [InlineData("changeItemQuantity", "QUANTITY_INVALID")]
    [InlineData("setDeliveryAddress", "MALFORMED_REQUEST")]
    [InlineData("setOrderNote", "MALFORMED_REQUEST")]
    [InlineData("acceptOrder", "PROMISED_TIME_INVALID")]
    [InlineData("rejectOrder", "REASON_REQUIRED")]
    [InlineData("commands", "MALFORMED_REQUEST")]
    public async Task A_body_that_the_command_needs_is_missing(string route, string code)
    {
        var (method, path, _) = CommandRoutes.All[route];

        await scene.RefusedAsync(scene.Request(method, path, body: null), 400, code);
        await scene.RefusedAsync(scene.Request(method, path, body: []), 400, code);
    }

    [Fact]
    public async Task Sixteen_levels_are_read_and_seventeen_are_not()
    {
        static string Nested(int levels) => $$"""{"description":{{new string('[', levels - 1)}}{{new string(']', levels - 1)}},"price":1}""";

        var read = await scene.Node.SendAsync("POST", "/menu/items", Nested(16)).ProblemAsync(400, "MALFORMED_REQUEST");
        var deeper = await scene.Node.SendAsync("POST", "/menu/items", Nested(17)).ProblemAsync(400, "MALFORMED_REQUEST");

        Assert.Contains("'description' must be a string", (string?)read["detail"], StringComparison.Ordinal);
        Assert.Contains("16 levels", (string?)deeper["detail"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_of_64_KiB_is_read(bool chunked)
    {
        using var request = scene.Request("POST", "/menu/items", """{"description":"x","price":1}""".PadRight(MostBytes));
        request.Headers.TransferEncodingChunked = chunked;

        using var answer = await scene.Node.Client.SendAsync(request);

        Assert.Equal(201, (int)answer.StatusCode);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("APPLICATION/JSON")]
    [InlineData("application/json;charset=UTF-8")]
    [InlineData("application/json; charset=\"utf-8\"")]
    [InlineData("application/json; version=1")]
    public async Task A_content_type_is_JSON_in_any_of_its_forms(string contentType)
    {
        using var request = scene.Request("POST", "/menu/items", """{"description":"x","price":1}""", contentType);

        using var answer = await scene.Node.Client.SendAsync(request);

        Assert.Equal(201, (int)answer.StatusCode);
    }

    private Task RefusedAsync(string route, Func<string, byte[]> body, int status, string code, Action<HttpRequestMessage>? change = null)
    {
        var (method, path, right) = CommandRoutes.All[route];
        var request = scene.Request(method, path, body(scene.Named(right)));
        change?.Invoke(request);
        return scene.RefusedAsync(request, status, code);
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
