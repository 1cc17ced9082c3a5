using Restaurant.Benchmarks.Bench;
using Restaurant.Benchmarks.Nodes;
using Restaurant.Benchmarks.Peers;

namespace Restaurant.Benchmarks.Parts;

/// <summary>All that write, each on a database of its own of one server; but the raw writer, whose table lies beside the product's.</summary>
internal sealed class WritePeers : IAsyncDisposable
{
    private readonly Server _server;
    private readonly string[] _databases;
    private readonly ShippedNode _batched;
    private readonly ShippedNode _stock;

    private WritePeers(Server server, string[] databases, ShippedNode batched, ShippedNode stock) => (_server, _databases, _batched, _stock) = (server, databases, batched, stock);

    public required OrderDesk Batched { get; init; }

    public required OrderDesk Stock { get; init; }

    public required MartenOrders Marten { get; init; }

    public required RawWriter Raw { get; init; }

    public static async Task<WritePeers> StartAsync(Workbench bench)
    {
        string[] databases = [await bench.Server.CreateDatabaseAsync(), await bench.Server.CreateDatabaseAsync(), await bench.Server.CreateDatabaseAsync()];
        var (batched, stock) = (await ShippedNode.StartWriteSideAsync(databases[0], "Batched"), await ShippedNode.StartWriteSideAsync(databases[1], "Stock"));
        return new WritePeers(bench.Server, databases, batched, stock)
        {
            Batched = await OrderDesk.OpenAsync(batched.Gateway),
            Stock = await OrderDesk.OpenAsync(stock.Gateway),
            Marten = await MartenOrders.OpenAsync(databases[2]),
            Raw = await RawWriter.BesideAsync(databases[0]),
        };
    }

    public async ValueTask DisposeAsync()
    {
        await Raw.DisposeAsync();
        await Marten.DisposeAsync();
        await _stock.DisposeAsync();
        await _batched.DisposeAsync();
        foreach (var database in _databases)
        {
            await _server.DropDatabaseAsync(database);
        }
    }
}
