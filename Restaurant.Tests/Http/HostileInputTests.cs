using System.Net.Http.Headers;
using System.Text;
using Restaurant.Tests.Support;

namespace Restaurant.Tests.Http;

/// <summary>Each input with its one right answer. None of them writes an event.</summary>
public sealed class HostileInputTests(RestaurantNode node) : IClassFixture<RestaurantNode>
{
    private const string Items = "/menu/items";

    [Theory]
    [InlineData("", "MALFORMED_REQUEST")]
    [InlineData("{", "MALFORMED_REQUEST")]
    [InlineData("[]", "MALFORMED_REQUEST")]
    [InlineData("\"x\"", "MALFORMED_REQUEST")]
    [InlineData("null", "MALFORMED_REQUEST")]
    [InlineData("{\"description\":\"x\",\"price\":1,}", "MALFORMED_REQUEST")]
    [InlineData("{\"description\":\"x\",\"price\":1} {}", "MALFORMED_REQUEST")]
    [InlineData("{\"description\":\"x\",/* */\"price\":1}", "MALFORMED_REQUEST")]
    [InlineData("\uFEFF{\"description\":\"x\",\"price\":1}", "MALFORMED_REQUEST")]
    [InlineData("{\"description\":\"x\",\"price\":1,\"total\":1}", "MALFORMED_REQUEST")]
    [InlineData("{\"Description\":\"x\",\"price\":1}", "MALFORMED_REQUEST")]
    [InlineData("{\"description\":\"x\",\"price\":1,\"price\":2}", "MALFORMED_REQUEST")]
    [InlineData("{\"description\":1,\"price\":1}", "MALFORMED_REQUEST")]
    [InlineData("{\"description\":[\"x\"],\"price\":1}", "MALFORMED_REQUEST")]
    [InlineData("{\"description\":\"x\",\"price\":true}", "MALFORMED_REQUEST")]
    [InlineData("{\"description\":\"x\",\"price\":{}}", "MALFORMED_REQUEST")]
    [InlineData("{\"description\":\"x\",\"price\":NaN}", "MALFORMED_REQUEST")]
    [InlineData("{\"description\":\"x\",\"price\":1e400}", "MALFORMED_REQUEST")]
    [InlineData("{\"description\":\"x\",\"price\":\"1e400\"}", "MALFORMED_REQUEST")]
    [InlineData("{\"description\":\"x\",\"price\":\"10,00\"}", "MALFORMED_REQUEST")]
    [InlineData("{\"description\":\"x\",\"price\":\" 10\"}", "MALFORMED_REQUEST")]
    [InlineData("{\"description\":\"x\",\"price\":\"0x10\"}", "MALFORMED_REQUEST")]
    [InlineData("{\"description\":\"x\",\"price\":01}", "MALFORMED_REQUEST")]
    [InlineData("{\"description\":\"\\ud800\",\"price\":1}", "MALFORMED_REQUEST")]
    [InlineData("{\"descri\\ud800ption\":\"x\",\"price\":1}", "MALFORMED_REQUEST")]
    [InlineData("{}", "DESCRIPTION_REQUIRED")]
    [InlineData("{\"description\":null,\"price\":1}", "DESCRIPTION_REQUIRED")]
    [InlineData("{\"description\":\" \\t\\n \",\"price\":1}", "DESCRIPTION_REQUIRED")]
    [InlineData("{\"description\":\"x\"}", "PRICE_INVALID")]
    [InlineData("{\"description\":\"x\",\"price\":null}", "PRICE_INVALID")]
    [InlineData("{\"description\":\"x\",\"price\":-1}", "PRICE_INVALID")]
    [InlineData("{\"description\":\"x\",\"price\":10.005}", "PRICE_INVALID")]
    [InlineData("{\"description\":\"x\",\"price\":\"10.000\"}", "PRICE_INVALID")]
    [InlineData("{\"description\":\"x\",\"price\":100000}", "PRICE_INVALID")]
    [InlineData("{\"description\":\"x\",\"price\":1e30}", "PRICE_INVALID")]
    [InlineData("{\"description\":\"a\\u0000b\",\"price\":1}", "TEXT_INVALID")]
    [InlineData("{\"description\":\"a\\nb\",\"price\":1}", "TEXT_INVALID")]
    public async Task A_menu_item_is_refused(string body, string code)
    {
        var head = await node.HeadAsync();

        await node.SendAsync("POST", Items, body).ProblemAsync(400, code);

        Assert.Equal(head, await node.HeadAsync());
    }

    [Theory]
    [InlineData("10", "10.00")]
    [InlineData("\"10.00\"", "10.00")]
    [InlineData("1e1", "10.00")]
    [InlineData("-0", "0.00")]
    [InlineData("1000e-2", "10.00")]
    [InlineData("99999.99", "99999.99")]
    public async Task A_price_is_taken_in_any_of_its_forms(string price, string answered)
    {
        using var answer = await node.SendAsync("POST", Items, $$"""{"description":"x","price":{{price}}}""");

        Assert.Contains($"\"price\":{answered},", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("100")]
    [InlineData("1e9")]
    [InlineData("null")]
    public async Task A_quantity_is_refused(string quantity)
    {
        var (order, line, item) = await node.FillOrderAsync();

        await node.SendAsync("POST", $"/orders/{order}/items", $$"""{"menuItemId":"{{item}}","quantity":{{quantity}}}""").ProblemAsync(400, "QUANTITY_INVALID");
        await node.SendAsync("PATCH", $"/orders/{order}/items/{line}", $$"""{"quantity":{{quantity}}}""").ProblemAsync(400, "QUANTITY_INVALID");
        await node.SendAsync("PATCH", $"/orders/{order}/items/{line}", "{\"quantity\":\"2\"}").ProblemAsync(400, "MALFORMED_REQUEST");
    }

    [Theory]
    [InlineData("@")]
    [InlineData("a@")]
    [InlineData("@b")]
    [InlineData("a@b@c")]
    [InlineData("nobody")]
    public async Task An_e_mail_is_refused(string email) =>
        await node.SendAsync("POST", "/customers", $$"""{"email":"{{email}}"}""").ProblemAsync(400, "EMAIL_INVALID");

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/json; charset=iso-8859-1")]
    [InlineData("nonsense")]
    public async Task Another_content_type_is_refused(string contentType)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Items) { Content = new ByteArrayContent("{\"description\":\"x\",\"price\":1}"u8.ToArray()) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);

        await node.Client.SendAsync(request).ProblemAsync(415, "UNSUPPORTED_MEDIA_TYPE");
    }

    [Fact]
    public async Task A_body_without_a_content_type_or_with_an_encoding_is_refused()
    {
        using var bare = new HttpRequestMessage(HttpMethod.Post, Items) { Content = new ByteArrayContent("{}"u8.ToArray()) };
        using var zipped = new HttpRequestMessage(HttpMethod.Post, Items) { Content = new StringContent("{}", new MediaTypeHeaderValue("application/json")) };
        zipped.Content.Headers.ContentEncoding.Add("gzip");

        await node.Client.SendAsync(bare).ProblemAsync(415, "UNSUPPORTED_MEDIA_TYPE");
        await node.Client.SendAsync(zipped).ProblemAsync(415, "UNSUPPORTED_MEDIA_TYPE");
    }

    [Fact]
    public async Task Bytes_that_are_no_UTF_8_are_refused()
    {
        using var latin = Bytes([.. "{\"description\":\""u8, 0xE9, .. "\",\"price\":1}"u8]);
        using var utf16 = Bytes(Encoding.Unicode.GetBytes("{\"description\":\"x\",\"price\":1}"));

        await node.Client.PostAsync(Items, latin).ProblemAsync(400, "MALFORMED_REQUEST");
        await node.Client.PostAsync(Items, utf16).ProblemAsync(400, "MALFORMED_REQUEST");
    }

    [Fact]
    public async Task A_body_of_64_KiB_is_read_and_one_byte_more_is_not()
    {
        static string Padded(int size) => "{\"description\":\"x\",\"price\":1}".PadRight(size);

        using var largest = await node.SendAsync("POST", Items, Padded(64 * 1024));
        Assert.Equal(201, (int)largest.StatusCode);
        await node.SendAsync("POST", Items, Padded(64 * 1024 + 1)).ProblemAsync(413, "BODY_TOO_LARGE");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_of_10_MB_is_refused_with_a_length_and_without(bool chunked)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Items) { Content = new StringContent(new string(' ', 10_000_000), Encoding.UTF8, "application/json") };
        request.Headers.TransferEncodingChunked = chunked;

        await node.Client.SendAsync(request).ProblemAsync(413, "BODY_TOO_LARGE");
    }

    [Theory]
    [InlineData(17)]
    [InlineData(30_000)]
    public async Task A_deep_body_is_refused(int levels)
    {
        var nested = $"{{\"description\":{new string('[', levels - 1)}{new string(']', levels - 1)}}}";

        await node.SendAsync("POST", Items, nested).ProblemAsync(400, "MALFORMED_REQUEST");
    }

    [Theory]
    [InlineData("/orders/a%2Fb")]
    [InlineData("/orders/a%252Fb")]
    [InlineData("/orders/..%2Fadmin")]
    [InlineData("/orders/%20")]
    [InlineData("/orders/nobody%0A")]
    [InlineData("/menu/items/%F0%9F%8D%95")]
    [InlineData("/customers/nobody")]
    [InlineData("/nothing/here")]
    public async Task What_is_not_there_is_not_found(string path) => await node.SendAsync("GET", path).ProblemAsync(404, "NOT_FOUND");

    [Fact]
    public async Task An_id_of_500_characters_names_nothing()
    {
        var id = new string('a', 500);

        await node.SendAsync("GET", $"/orders/{id}").ProblemAsync(404, "NOT_FOUND");
        await node.SendAsync("POST", $"/orders/{id}/place").ProblemAsync(404, "NOT_FOUND");
        await node.SendAsync("POST", "/orders", $$"""{"customerId":"{{id}}"}""").ProblemAsync(422, "CUSTOMER_NOT_FOUND");
    }

    [Theory]
    [InlineData("Idempotency-Key", "")]
    [InlineData("Idempotency-Key", "a b")]
    [InlineData("If-Match", "1")]
    [InlineData("If-Match", "\"1")]
    [InlineData("If-Match", "*, \"1\"")]
    [InlineData("Restaurant-Role", "chef")]
    [InlineData("Restaurant-Role", "system")]
    [InlineData("Restaurant-Role", "Staff")]
    [InlineData("Restaurant-Subject", "a b")]
    [InlineData("Correlation-Id", "a b")]
    public async Task A_header_is_refused(string name, string value)
    {
        var head = await node.HeadAsync();

        await node.SendAsync("POST", Items, "{\"description\":\"x\",\"price\":1}", (name, value)).ProblemAsync(400, "PARAMETER_INVALID");

        Assert.Equal(head, await node.HeadAsync());
    }

    [Fact]
    public async Task A_key_of_129_characters_or_one_given_twice_is_refused()
    {
        await node.SendAsync("POST", Items, "{}", ("Idempotency-Key", new string('k', 129))).ProblemAsync(400, "PARAMETER_INVALID");
        await node.SendAsync("POST", Items, "{}", ("Idempotency-Key", "a"), ("Idempotency-Key", "b")).ProblemAsync(400, "PARAMETER_INVALID");
    }

    [Theory]
    [InlineData("/orders?limit=0")]
    [InlineData("/orders?limit=201")]
    [InlineData("/orders?limit=x")]
    [InlineData("/orders?limit=1&limit=2")]
    [InlineData("/orders?cursor=x")]
    [InlineData("/orders?cursor=%FF")]
    [InlineData("/orders?status=unknown")]
    [InlineData("/orders?status=Open")]
    [InlineData("/orders?status=0")]
    [InlineData("/orders?from=2026-11-25T00:00:00")]
    [InlineData("/orders?to=yesterday")]
    [InlineData("/orders?customerId=a%2Fb")]
    [InlineData("/orders?number=x")]
    [InlineData("/menu/items?sort=taste")]
    [InlineData("/menu/items?available=yes")]
    [InlineData("/menu/items?includeRemoved=1")]
    [InlineData("/customers?limit=-1")]
    public async Task A_parameter_is_refused(string path) => await node.SendAsync("GET", path).ProblemAsync(400, "PARAMETER_INVALID");

    [Theory]
    [InlineData("Consistency-Token", "garbage")]
    [InlineData("Consistency-Token", "order-1@x")]
    [InlineData("Prefer", "wait=11")]
    [InlineData("Prefer", "wait=-1")]
    [InlineData("Prefer", "wait=x")]
    public async Task A_header_of_a_read_is_refused(string name, string value) =>
        await node.SendAsync("GET", "/orders", null, (name, value)).ProblemAsync(400, "PARAMETER_INVALID");

    [Fact]
    public async Task Another_method_is_refused_with_those_that_are_allowed()
    {
        using var answer = await node.SendAsync("PUT", Items);

        await answer.ProblemAsync(405, "METHOD_NOT_ALLOWED");
        Assert.Equal(["GET", "POST"], answer.Content.Headers.Allow.Order(StringComparer.Ordinal));
    }

    private static ByteArrayContent Bytes(byte[] bytes)
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }
}
