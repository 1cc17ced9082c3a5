using System.Diagnostics.Metrics;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Restaurant.Actors.Persistence;
using Restaurant.Api;
using Restaurant.Projections.Runtime;

namespace Restaurant.Tests.Support;

/// <summary>The shipped node, in this process, on a real port of the loopback and a database of its own.</summary>
public sealed class RestaurantNode : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TestDatabase _database;
    private WebApplication _host = null!;

    public RestaurantNode()
        : this(TestDatabase.Create())
    {
    }

    private RestaurantNode(TestDatabase database) => _database = database;

    public HttpClient Client { get; private set; } = null!;

    public Uri Address { get; private set; } = null!;

    public TestDatabase Database => _database;

    public JournalReader Journal => _host.Services.GetRequiredService<JournalReader>();

    public ErrorLog ErrorLog { get; } = new();

    /// <summary>What the program serves.</summary>
    public IEnumerable<RouteEndpoint> Routes => _host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    public Meter Meter => _host.Services.GetRequiredService<Meter>();

    public Verification Verification => _host.Services.GetRequiredService<Verification>();

    /// <summary>One that is not started yet.</summary>
    /// <param name="database">Goes with the node.</param>
    public static RestaurantNode On(TestDatabase database) => new(database);

    public Task InitializeAsync() => StartAsync();

    public async Task StartAsync(params string[] arguments)
    {
        _host = await RestaurantHost.BuildAsync(
        [
            "--urls", "http://127.0.0.1:0",
            "--Logging:LogLevel:Default", "Error", "--Logging:LogLevel:Akka", "Error", "--Logging:LogLevel:Microsoft.AspNetCore", "Error", .. _database.Arguments, .. arguments,
        ]);
        _host.Services.GetRequiredService<ILoggerFactory>().AddProvider(ErrorLog);
        await _host.StartAsync();
        Address = new Uri(_host.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single());
        Client = new HttpClient(new DocumentedAnswers()) { BaseAddress = Address };
        using var patience = new CancellationTokenSource(Patience);
        while (!(await Client.GetAsync("/health/ready", patience.Token)).IsSuccessStatusCode)
        {
            patience.Token.ThrowIfCancellationRequested();
        }
    }

    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    public async Task StopAsync()
    {
        Client.Dispose();
        await _host.StopAsync();
        await _host.DisposeAsync();
    }

    public async Task DisposeAsync()
    {
        await StopAsync();
        _database.Dispose();
    }

    public Task<HttpResponseMessage> SendAsync(string method, string path, string? json = null, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (json is not null)
        {
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return Client.SendAsync(request);
    }

    /// <summary>Sends what must succeed, and gives its JSON.</summary>
    public async Task<JsonObject> DoAsync(string method, string path, string? json = null, params (string Name, string Value)[] headers)
    {
        using var answer = await SendAsync(method, path, json, headers);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
    }

    /// <summary>Reads what a write has made: as soon as the read tables hold it.</summary>
    /// <param name="token">The write's <c>Consistency-Token</c>.</param>
    public Task<JsonObject> ReadAsync(string path, string token) => DoAsync("GET", path, null, ("Consistency-Token", token), ("Prefer", "wait=10"));

    public async Task<string> AddMenuItemAsync(string description = "Peperoni", decimal price = 10.00m) =>
        (string)(await DoAsync("POST", "/menu/items", $$"""{"description":"{{description}}","price":"{{price}}"}"""))["id"]!;

    public async Task<string> SignUpAsync() =>
        (string)(await DoAsync("POST", "/customers", $$"""{"email":"{{Guid.CreateVersion7():N}}@example.org"}"""))["id"]!;

    public async Task<string> OpenOrderAsync() =>
        (string)(await DoAsync("POST", "/orders", $$"""{"customerId":"{{await SignUpAsync()}}"}"""))["id"]!;

    /// <summary>An order with one line of two.</summary>
    public async Task<(string Order, string Line, string MenuItem)> FillOrderAsync()
    {
        var (item, order) = (await AddMenuItemAsync(), await OpenOrderAsync());
        var filled = await DoAsync("POST", $"/orders/{order}/items", $$"""{"menuItemId":"{{item}}","quantity":2}""");
        return (order, (string)filled["items"]![0]!["id"]!, item);
    }

    /// <summary>An open order with one line of two, for delivery to its customer's home.</summary>
    public async Task<(string Order, string Address)> FillForDeliveryAsync()
    {
        var (order, _, _) = await FillOrderAsync();
        var customer = (string)(await DoAsync("DELETE", $"/orders/{order}/delivery-address"))["customerId"]!;
        var home = await DoAsync("POST", $"/customers/{customer}/addresses", """{"nickName":"Home","location":"1 Main St"}""");
        var address = (string)home["addresses"]![0]!["id"]!;
        await DoAsync("PUT", $"/orders/{order}/delivery-address", $$"""{"addressId":"{{address}}"}""");
        return (order, address);
    }

    /// <summary>The body that accepts an order, with a promise for so many minutes from now.</summary>
    public static string Promise(int minutes) => $$"""{"promisedAt":"{{TimeProvider.System.GetUtcNow().AddMinutes(minutes):O}}"}""";

    public async Task<Figures> FiguresAsync() => new(await Client.GetStringAsync("/metrics"));

    public Task<long> HeadAsync() => Journal.HeadAsync(CancellationToken.None);
}
