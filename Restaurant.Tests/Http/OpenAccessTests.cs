using Microsoft.AspNetCore.Http;
using Restaurant.Actors.Hosting;
using Restaurant.Api;
using Restaurant.Api.Operations;

namespace Restaurant.Tests.Http;

public sealed class OpenAccessTests
{
    [Theory]
    [InlineData("http://localhost:3000")]
    [InlineData("http://LOCALHOST:0")]
    [InlineData("http://127.0.0.1:3000")]
    [InlineData("http://127.1.2.3:3000")]
    [InlineData("http://[::1]:3000")]
    public void A_loopback_address_needs_no_setting(string address) => OpenAccess.Of(null).Permit(ServerAddresses.Parse(address));

    [Theory]
    [InlineData("http://0.0.0.0:3000")]
    [InlineData("http://[::]:3000")]
    [InlineData("http://+:3000")]
    [InlineData("http://*:3000")]
    [InlineData("http://192.168.0.7:3000")]
    [InlineData("http://restaurant.example:3000")]
    [InlineData("http://localhost.example:3000")]
    public void Any_other_address_needs_the_setting(string address)
    {
        var addresses = ServerAddresses.Parse($"http://localhost:3000;{address}");

        var refused = Assert.Throws<StartupException>(() => OpenAccess.Of(null).Permit(addresses));
        Assert.Contains(address, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);

        OpenAccess.Of("Open").Permit(addresses);
    }

    [Theory]
    [InlineData("Required")]
    [InlineData("open")]
    [InlineData("Closed")]
    public void Another_mode_stops_the_start(string mode) =>
        Assert.Contains(mode, Assert.Throws<StartupException>(() => OpenAccess.Of(mode)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("localhost", null, true)]
    [InlineData("localhost:3000", null, true)]
    [InlineData("LocalHost:3000", null, true)]
    [InlineData("127.0.0.1:3000", null, true)]
    [InlineData("[::1]:3000", null, true)]
    [InlineData("127.0.0.2:3000", null, false)]
    [InlineData("restaurant.example", null, false)]
    [InlineData("localhost.example", null, false)]
    [InlineData("", null, false)]
    [InlineData("localhost", "X-Forwarded-For", false)]
    [InlineData("localhost", "x-forwarded-host", false)]
    [InlineData("localhost", "X-Forwarded-Anything", false)]
    [InlineData("localhost", "Forwarded", false)]
    public async Task Only_this_machine_is_served_unless_the_setting_says_otherwise(string host, string? header, bool served)
    {
        Assert.Equal(served, await ServesAsync(OpenAccess.Of(null), host, header));
        Assert.True(await ServesAsync(OpenAccess.Of("Open"), host, header));
    }

    private static async Task<bool> ServesAsync(OpenAccess access, string host, string? header)
    {
        var http = new DefaultHttpContext();
        http.Request.Headers.Host = host;
        if (header is not null)
        {
            http.Request.Headers[header] = "10.0.0.1";
        }

        var served = false;
        await access.GuardAsync(http, _ =>
        {
            served = true;
            return Task.CompletedTask;
        });
        Assert.Equal(served ? 200 : 403, http.Response.StatusCode);
        return served;
    }
}
