using Restaurant.Tests.Support;

namespace Restaurant.Tests.Http;

/// <summary>Requests that no proper client sends. Server and proxy must never disagree where one of them ends.</summary>
public sealed class RawRequestTests(RestaurantNode node) : IClassFixture<RestaurantNode>
{
    private const string Head = "POST /menu/items HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
    private const string Item = "{\"description\":\"x\",\"price\":1}";

    /// <summary>What would be served as a request of its own if the one before it ended too early.</summary>
    private const string Smuggled = "POST /menu/items HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 29\r\nConnection: close\r\n\r\n" + Item;

    [Theory]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n2;\nxx\r\n0\r\n\r\n", "MALFORMED_REQUEST")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nzz\r\n", "MALFORMED_REQUEST")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n-1\r\n", "MALFORMED_REQUEST")]
    [InlineData("Transfer-Encoding: chunked\r\nContent-Length: 29\r\n\r\n0\r\n\r\n", "DESCRIPTION_REQUIRED")]
    [InlineData("Content-Length: 1\r\nContent-Length: 2\r\n\r\n{}", null)]
    [InlineData("Content-Length: -1\r\n\r\n{}", null)]
    [InlineData("Content-Length: 0x10\r\n\r\n{}", null)]
    public async Task A_request_without_a_clear_end_is_refused_and_nothing_behind_it_is_served(string rest, string? code)
    {
        var head = await node.HeadAsync();

        var (status, answer) = await RawRequest.SendAsItIsAsync(node.Address, Head + rest + Smuggled);

        Assert.Equal(400, status);
        Assert.Equal(1, Count(answer, "HTTP/1.1 "));
        Assert.Contains(code ?? "Content-Length: 0", answer, StringComparison.Ordinal);
        Assert.Equal(head, await node.HeadAsync());
    }

    [Fact]
    public async Task Two_requests_at_once_on_one_connection_are_both_served()
    {
        var head = await node.HeadAsync();

        var (status, answer) = await RawRequest.SendAsItIsAsync(node.Address, Head + $"Content-Length: {Item.Length}\r\n\r\n{Item}{Smuggled}");

        Assert.Equal(201, status);
        Assert.Equal(2, Count(answer, "HTTP/1.1 201 "));
        Assert.Equal(head + 2, await node.HeadAsync());
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused_before_the_caller_sends_it()
    {
        var (status, answer) = await RawRequest.SendAsItIsAsync(node.Address, Head + "Content-Length: 10000000\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n");

        Assert.Equal(413, status);
        Assert.Contains("BODY_TOO_LARGE", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Host: restaurant.example\r\n")]
    [InlineData("Host: localhost\r\nForwarded: for=192.0.2.1\r\n")]
    [InlineData("Host: localhost\r\nX-Forwarded-For: 192.0.2.1\r\n")]
    public async Task A_request_from_elsewhere_is_forbidden(string headers)
    {
        var (status, answer) = await RawRequest.SendAsItIsAsync(node.Address, $"GET /orders HTTP/1.1\r\n{headers}Connection: close\r\n\r\n");

        Assert.Equal(403, status);
        Assert.Contains("FORBIDDEN", answer, StringComparison.Ordinal);
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;
}
