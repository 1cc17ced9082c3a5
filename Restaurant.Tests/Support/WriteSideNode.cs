using System.Diagnostics.Metrics;
using Akka.Actor;
using Akka.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Gateway;
using Restaurant.Actors.Hosting;
using Restaurant.Actors.Persistence;

namespace Restaurant.Tests.Support;

/// <summary>A node with the shipped write side alone, on a database that a test can start again on.</summary>
public sealed class WriteSideNode : IAsyncDisposable
{
    public static readonly Caller Staff = new(CallerKind.Staff);

    private readonly IHost _host;
    private readonly RestaurantDatabase _database;

    private WriteSideNode(IHost host, RestaurantDatabase database) => (_host, _database) = (host, database);

    public CommandGateway Gateway => _host.Services.GetRequiredService<CommandGateway>();

    public JournalReader Journal => _host.Services.GetRequiredService<JournalReader>();

    public Readiness Readiness => _host.Services.GetRequiredService<Readiness>();

    public Meter Meter => _host.Services.GetRequiredService<Meter>();

    public ActorSystem System => _host.Services.GetRequiredService<ActorSystem>();

    public RestaurantDatabase Database => _database;

    public static async Task<WriteSideNode> StartAsync(
        TestDatabase on, TimeProvider? time = null, Action<AkkaConfigurationBuilder>? also = null, params (string Key, string Value)[] configured)
    {
        var settings = RestaurantSettings.Read(new ConfigurationBuilder()
            .AddInMemoryCollection(configured.Concat(on.Settings).DistinctBy(setting => setting.Key).Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)))
            .Build());
        var database = on.Open();
        var host = Host.CreateEmptyApplicationBuilder(null);
        host.Logging.ClearProviders();
        host.Services
            .AddSingleton(time ?? TimeProvider.System)
            .AddSingleton<RestaurantDatabase>(_ => database)
            .AddWriteSide(settings)
            .AddAkka(ClusterSettings.SystemName, (akka, services) =>
            {
                akka.WithWriteSide(settings, services);
                akka.SerializeMessages();
                also?.Invoke(akka);
            });
        var node = new WriteSideNode(host.Build(), database);
        await node._host.StartAsync();
        await node.IsReadyAsync();
        return node;
    }

    public T Get<T>()
        where T : notnull => _host.Services.GetRequiredService<T>();

    public Task<Outcome> SendAsync(
        DomainCommand command, string? aggregateId = null, string? key = null, Caller? by = null, VersionCondition? expected = null) =>
        Gateway.SendAsync(new CommandRequest(command, aggregateId, by ?? Staff, key, CorrelationId: "test", expected), CancellationToken.None);

    public async Task<Outcome.Done> DoneAsync(DomainCommand command, string? aggregateId = null, string? key = null, Caller? by = null) =>
        Assert.IsType<Outcome.Done>(await SendAsync(command, aggregateId, key, by));

    private async Task IsReadyAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (await Readiness.WhyNotAsync(patience.Token) is { } reason)
        {
            Assert.NotEmpty(reason);
            patience.Token.ThrowIfCancellationRequested();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        _database.Dispose();
    }
}
