using Restaurant.Benchmarks.Bench;
using Restaurant.Benchmarks.Contests;
using Restaurant.Benchmarks.Nodes;

namespace Restaurant.Benchmarks.Parts;

/// <summary>
/// Orders that a node that has just started knows nothing of, all asked at once: others each time, until all have had their turn.
/// </summary>
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
    private ArraySegment<string> _turn;
    private int _restarts;

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
        var turns = orders.Length / Needed;
        _turn = new ArraySegment<string>(orders, _restarts++ % turns * Needed, Needed);
        Random.Shared.Shuffle(_turn.AsSpan());
        _node = await ShippedNode.StartWriteSideAsync(database, journal);
        await Pressure.RunAsync(InFlight, WarmUp, index => AskAsync(Orders + index));
    }

    private async Task AskAsync(int index)
    {
        if (await OrderDesk.AskAsync(_node!.Gateway, _turn[index]) is var code && code != Answer)
        {
            throw new MeasuringException($"The order {_turn[index]} has answered {code} and not {Answer}.");
        }
    }
}
