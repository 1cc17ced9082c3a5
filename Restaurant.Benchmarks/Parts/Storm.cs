using Restaurant.Benchmarks.Bench;
using Restaurant.Benchmarks.Contests;
using Restaurant.Benchmarks.Nodes;

namespace Restaurant.Benchmarks.Parts;

/// <summary>Orders that a node that has just started knows nothing of, all asked at once. Of many, some others each time.</summary>
/// <param name="orders">Stopped ones that are not open any more, no fewer than <see cref="Needed"/>.</param>
internal sealed class Storm(string name, string database, string journal, string[] orders)
{
    public const int Orders = 2_000;
    public const int InFlight = 128;

    /// <summary>Those that are asked, and those that warm the node up.</summary>
    public const int Needed = Orders + WarmUp;

    private const int WarmUp = 200;
    private const string Answer = "ORDER_NOT_OPEN";

    private ShippedNode? _node;

    public Contender Contender => new(name, _ => Pressure.RunAsync(InFlight, Orders, AskAsync)) { PrepareAsync = RestartAsync };

    public async Task StopAsync()
    {
        if (_node is not null)
        {
            await _node.DisposeAsync();
            _node = null;
        }
    }

    // Connections and shards are there; the orders are not.
    private async Task RestartAsync()
    {
        await StopAsync();
        Random.Shared.Shuffle(orders);
        _node = await ShippedNode.StartWriteSideAsync(database, journal);
        await Pressure.RunAsync(InFlight, WarmUp, index => AskAsync(Orders + index));
    }

    private async Task AskAsync(int index)
    {
        if (await OrderDesk.AskAsync(_node!.Gateway, orders[index]) is var code && code != Answer)
        {
            throw new MeasuringException($"The order {orders[index]} has answered {code} and not {Answer}.");
        }
    }
}
