using Restaurant.Actors.Hosting;
using Restaurant.Api;
using Restaurant.Tests.Support;

namespace Restaurant.Tests.Http;

/// <summary>As long as callers prove nothing, a node that was not told otherwise serves this machine alone.</summary>
public sealed class OpenModeTests(Scene scene) : IClassFixture<Scene>
{
    [Theory]
    [InlineData("localhost")]
    [InlineData("localhost:3000")]
    [InlineData("LOCALHOST")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:80")]
    [InlineData("[::1]")]
    [InlineData("[::1]:3000")]
    public async Task A_request_to_this_machine_is_served(string host)
    {
        var (status, _) = await RawRequest.SendAsync(scene.Node.Address, $"GET /orders HTTP/1.1\nHost: {host}\nConnection: close\n\n");

        Assert.Equal(200, status);
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("localhost.evil.example")]
    [InlineData("localhost.")]
    [InlineData("127.0.0.2")]
    [InlineData("127.0.0.1.evil.example")]
    [InlineData("0.0.0.0")]
    [InlineData("192.168.0.1:3000")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("")]
    public async Task A_request_to_another_host_is_forbidden(string host)
    {
        foreach (var path in (string[])["GET /orders", "POST /orders", "POST /commands", "GET /health/ready", "GET /nothing"])
        {
            var (status, text) = await RawRequest.SendAsync(scene.Node.Address, $"{path} HTTP/1.1\nHost: {host}\nConnection: close\nContent-Length: 0\n\n");

            Assert.Equal(403, status);
            Assert.Contains("\"code\":\"FORBIDDEN\"", text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("http://localhost:5173", 200)]
    [InlineData("https://127.0.0.1", 200)]
    [InlineData("http://[::1]:3000", 200)]
    [InlineData("https://evil.example", 403)]
    [InlineData("https://localhost.evil.example", 403)]
    [InlineData("null", 403)]
    [InlineData("", 403)]
    public async Task A_page_elsewhere_gives_no_commands(string origin, int status)
    {
        using var answer = await scene.Node.SendAsync("GET", "/orders", null, ("Origin", origin));

        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Theory]
    [InlineData("Forwarded", "for=192.0.2.60")]
    [InlineData("forwarded", "")]
    [InlineData("X-Forwarded-For", "127.0.0.1")]
    [InlineData("X-Forwarded-Host", "localhost")]
    [InlineData("X-Forwarded-Proto", "https")]
    [InlineData("x-forwarded-anything", "x")]
    public async Task A_forwarded_request_is_forbidden_on_every_route(string name, string value)
    {
        foreach (var (method, path, body) in CommandRoutes.All.Values)
        {
            var request = scene.Request(method, path, body);
            request.Headers.TryAddWithoutValidation(name, value);
            await scene.RefusedAsync(request, 403, "FORBIDDEN");
        }

        await scene.Node.SendAsync("GET", "/orders", null, (name, value)).ProblemAsync(403, "FORBIDDEN");
    }

    [Fact]
    public async Task A_node_that_is_set_to_be_open_serves_every_host_and_forwarded_requests()
    {
        var node = new RestaurantNode();
        await node.StartAsync("--Auth:Mode=Open");
        try
        {
            var (other, _) = await RawRequest.SendAsync(node.Address, "GET /orders HTTP/1.1\nHost: restaurant.example\nConnection: close\n\n");
            using var forwarded = await node.SendAsync("GET", "/orders", null, ("X-Forwarded-For", "192.0.2.60"));

            Assert.Equal((200, 200), (other, (int)forwarded.StatusCode));
        }
        finally
        {
            await node.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("http://0.0.0.0:0")]
    [InlineData("http://*:0")]
    [InlineData("http://+:0")]
    [InlineData("http://[::]:0")]
    [InlineData("http://192.0.2.1:0")]
    [InlineData("http://restaurant.example:0")]
    [InlineData("http://127.0.0.1:0;http://0.0.0.0:0")]
    public async Task An_address_that_others_reach_is_refused_unless_the_mode_is_set(string urls)
    {
        using var directory = new TemporaryDirectory();
        string[] arguments = ["--urls", urls, "--Restaurant:DataDirectory", directory.Path];

        var refused = await Assert.ThrowsAsync<StartupException>(() => RestaurantHost.BuildAsync(arguments));
        Assert.Contains("Auth:Mode", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
        Assert.Empty(Directory.GetFileSystemEntries(directory.Path));
        await using var permitted = await RestaurantHost.BuildAsync([.. arguments, "--Auth:Mode=Open"]);
    }

    [Theory]
    [InlineData("http://localhost:0")]
    [InlineData("http://127.0.0.1:0")]
    [InlineData("http://127.1.2.3:0")]
    [InlineData("http://[::1]:0")]
    [InlineData("http://127.0.0.1:0;http://[::1]:0")]
    public async Task An_address_of_this_machine_is_taken(string urls)
    {
        using var directory = new TemporaryDirectory();

        await using var node = await RestaurantHost.BuildAsync(["--urls", urls, "--Restaurant:DataDirectory", directory.Path]);
    }

    [Theory]
    [InlineData("Required")]
    [InlineData("open")]
    [InlineData("None")]
    public async Task Another_mode_is_refused(string mode)
    {
        using var directory = new TemporaryDirectory();

        var refused = await Assert.ThrowsAsync<StartupException>(() =>
            RestaurantHost.BuildAsync(["--urls", "http://127.0.0.1:0", "--Restaurant:DataDirectory", directory.Path, $"--Auth:Mode={mode}"]));

        Assert.Contains($"Auth:Mode is '{mode}'", refused.Message, StringComparison.Ordinal);
        Assert.Contains("'Open'", refused.Message, StringComparison.Ordinal);
    }
}
