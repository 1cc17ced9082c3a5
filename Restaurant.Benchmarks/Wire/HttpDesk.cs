using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Restaurant.Benchmarks.Bench;

namespace Restaurant.Benchmarks.Wire;

/// <summary>Orders as clients have them taken: by HTTP. What is not answered as it should be ends the measurement.</summary>
internal sealed class HttpDesk : IDisposable
{
    private const int Dishes = 50;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly Connections _connections;
    private readonly HttpClient _operator;
    private readonly string[] _items = new string[Dishes];
    private string _order = "";

    private HttpDesk(IPEndPoint node, Connections connections) => (_operator, _connections) = (new HttpClient { BaseAddress = new Uri($"http://{node}") }, connections);

    /// <summary>With a menu and a customer of its own.</summary>
    /// <param name="inFlight">How many requests there are at a time.</param>
    public static async Task<HttpDesk> OpenAsync(IPEndPoint node, int inFlight)
    {
        var desk = new HttpDesk(node, await Connections.OpenAsync(node, inFlight));
        for (var dish = 0; dish < Dishes; dish++)
        {
            var item = await desk.MakeAsync("/menu/items", $$"""{"description":"Pizza number {{dish + 1}}","price":{{dish + 11}},"category":"Pizza"}""");
            desk._items[dish] = $$"""{"menuItemId":"{{item}}","quantity":2}""";
        }

        desk._order = $$"""{"customerId":"{{await desk.MakeAsync("/customers", $$"""{"email":"{{Guid.CreateVersion7():N}}@example.org"}""")}}"}""";
        return desk;
    }

    /// <returns>The order's id.</returns>
    public Task<string> OpenAsync() => MakeAsync("/orders", _order);

    public Task AddAsync(string order) => _connections.AskAsync(WireRequest.Post($"/orders/{order}/items", _items[Random.Shared.Next(Dishes)]), 200, _ => true);

    /// <summary>
    /// Asks an order for what it refuses, which its actor must be asked for and know itself to do so: to take back a line that it never had. It is a command as any other,
    /// with all that comes before, and nothing is stored.
    /// </summary>
    public Task AskAsync(string order) => _connections.AskAsync(
        WireRequest.Delete($"/orders/{order}/items/nothing"),
        404,
        answer => answer.Contains("\"ORDER_ITEM_NOT_FOUND\""u8) ? true : throw new MeasuringException($"The order {order} was asked for a line that it never had, and answers: {answer}"));

    /// <summary>Waits until the read tables show all that was acknowledged.</summary>
    /// <exception cref="MeasuringException">They do not get there.</exception>
    public async Task CaughtUpAsync()
    {
        for (var began = Stopwatch.GetTimestamp(); await BehindAsync() is var behind && behind > 0; await Task.Delay(Pause))
        {
            if (Stopwatch.GetElapsedTime(began) > Patience)
            {
                throw new MeasuringException($"The read tables are {behind} events behind after {Patience.TotalMinutes} minutes.");
            }
        }
    }

    /// <summary>What the node measures of itself: the sum of the series of a metric.</summary>
    /// <param name="series">How their lines begin.</param>
    public async Task<double> MetricAsync(string series) =>
        (await _operator.GetStringAsync("/metrics")).Split('\n')
            .Where(line => line.StartsWith(series, StringComparison.Ordinal))
            .Sum(line => double.Parse(line[line.LastIndexOf(' ')..], CultureInfo.InvariantCulture));

    /// <summary>For how long the node's runtime has compiled since it started.</summary>
    /// <exception cref="MeasuringException">It does not tell.</exception>
    public async Task<TimeSpan> CompiledAsync() => await MetricAsync("dotnet_jit_compilation_time_seconds_total") is > 0 and var seconds
        ? TimeSpan.FromSeconds(seconds)
        : throw new MeasuringException("The node does not tell for how long it has compiled.");

    public void Dispose()
    {
        _operator.Dispose();
        _connections.Dispose();
    }

    private async Task<long> BehindAsync() =>
        JsonNode.Parse(await _operator.GetStringAsync("/health/ready"))!["groups"]!.AsArray().Sum(group => group!["lag"]!.GetValue<long>());

    private Task<string> MakeAsync(string path, string json) => _connections.AskAsync(WireRequest.Post(path, json), 201, answer => answer.IdOfWhatWasMade());
}
