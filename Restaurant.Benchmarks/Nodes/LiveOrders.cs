using System.Collections.Concurrent;
using Restaurant.Benchmarks.Contests;

namespace Restaurant.Benchmarks.Nodes;

/// <summary>Orders that are being taken, side by side: each command adds a line to one of them, in turn, or opens another one in the place of one that is full.</summary>
internal sealed class LiveOrders
{
    /// <summary>The most that one gets. How many each gets is chance: those that begin together are not full together.</summary>
    private const int MostLines = 40;

    private const int InFlight = 128;

    // A place without an order waits for one to be opened.
    private readonly ConcurrentQueue<Place> _places = new();
    private readonly OrderDesk _desk;

    private LiveOrders(OrderDesk desk) => _desk = desk;

    /// <param name="count">How many there are at a time: no fewer than commands in flight, or two of them would be for the same order.</param>
    public static async Task<LiveOrders> OpenAsync(OrderDesk desk, int count)
    {
        var orders = new LiveOrders(desk);
        await Pressure.RunAsync(InFlight, count, _ => orders.OpenAsync());
        return orders;
    }

    /// <summary>Gives the next command.</summary>
    /// <returns>The order, and its version with the event that was stored.</returns>
    public async Task<(string Order, long Version)> NextAsync()
    {
        if (!_places.TryDequeue(out var place) || place.IsFree)
        {
            return (await OpenAsync(), 1);
        }

        var version = await _desk.AddAsync(place.Order!);
        _places.Enqueue(version > place.Lines ? default : place);
        return (place.Order!, version);
    }

    private async Task<string> OpenAsync()
    {
        var order = await _desk.OpenAsync();
        _places.Enqueue(new Place(order, Random.Shared.Next(1, MostLines + 1)));
        return order;
    }

    private readonly record struct Place(string? Order, int Lines)
    {
        public bool IsFree => Order is null;
    }
}
