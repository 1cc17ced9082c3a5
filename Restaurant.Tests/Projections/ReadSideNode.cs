using Akka.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Gateway;
using Restaurant.Actors.Hosting;
using Restaurant.Actors.Persistence;
using Restaurant.Projections;
using Restaurant.Projections.Hosting;
using Restaurant.Tests.Support;

namespace Restaurant.Tests.Projections;

/// <summary>A node with the shipped write side and read side, without HTTP.</summary>
public sealed class ReadSideNode : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly RestaurantDatabase _database;

    private ReadSideNode(IHost host, RestaurantDatabase database) => (_host, _database) = (host, database);

    public T Get<T>()
        where T : notnull => _host.Services.GetRequiredService<T>();

    public static async Task<ReadSideNode> StartAsync(TestDatabase on, params (string Key, string Value)[] configured)
    {
        var settings = RestaurantSettings.Read(new ConfigurationBuilder()
            .AddInMemoryCollection(on.Settings.Concat(configured).Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)))
            .Build());
        var projections = new ProjectionCatalog(settings.TimeZone);
        var database = on.Open();
        await ReadModelTables.MakeAsync(database, projections, mayBeNewer: false, TimeProvider.System, CancellationToken.None);
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.ClearProviders();
        builder.Services
            .AddSingleton(TimeProvider.System)
            .AddSingleton<RestaurantDatabase>(_ => database)
            .AddWriteSide(settings)
            .AddReadModel(projections)
            .AddAkka(ClusterSettings.SystemName, (akka, services) =>
                akka.WithWriteSide(settings, services).WithProjections(settings.Cluster, services).SerializeMessages());
        var node = new ReadSideNode(builder.Build(), database);
        await node._host.StartAsync();
        return node;
    }

    public async Task<Outcome.Done> DoneAsync(DomainCommand command, string? aggregateId = null, string? key = null) =>
        Assert.IsType<Outcome.Done>(await Get<CommandGateway>().SendAsync(
            new CommandRequest(command, aggregateId, WriteSideNode.Staff, key, CorrelationId: "test", Expected: null), CancellationToken.None));

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        _database.Dispose();
    }
}
