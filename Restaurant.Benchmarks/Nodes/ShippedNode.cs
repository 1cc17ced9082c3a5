using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Restaurant.Actors.Gateway;
using Restaurant.Actors.Hosting;
using Restaurant.Api;
using Restaurant.Benchmarks.Bench;

namespace Restaurant.Benchmarks.Nodes;

/// <summary>A node as it is shipped, in this process, on a port of the loopback.</summary>
internal sealed class ShippedNode : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly WebApplication _host;

    private ShippedNode(WebApplication host) => _host = host;

    public IServiceProvider Services => _host.Services;

    public CommandGateway Gateway => Services.GetRequiredService<CommandGateway>();

    /// <param name="settings">As the program takes them, such as <c>("Restaurant:Journal", "Batched")</c>.</param>
    /// <exception cref="MeasuringException">It does not become ready.</exception>
    public static Task<ShippedNode> StartAsync(params (string Key, string Value)[] settings) => StartAsync(() => Task.CompletedTask, settings);

    /// <param name="prepareAsync">What is to be done when its tables are there, and nothing works on them yet.</param>
    /// <inheritdoc cref="StartAsync(ValueTuple{string, string}[])"/>
    public static async Task<ShippedNode> StartAsync(Func<Task> prepareAsync, params (string Key, string Value)[] settings)
    {
        var host = await RestaurantHost.BuildAsync(
        [
            "--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default", "Error", "--Logging:LogLevel:Akka", "Error", "--Logging:LogLevel:Microsoft.AspNetCore", "Error",
            .. settings.SelectMany(setting => new[] { $"--{setting.Key}", setting.Value }),
        ]);
        await prepareAsync();
        await host.StartAsync();
        var readiness = host.Services.GetRequiredService<Readiness>();
        using var patience = new CancellationTokenSource(Patience);
        while (await readiness.WhyNotAsync(CancellationToken.None) is { } reason)
        {
            if (patience.IsCancellationRequested)
            {
                throw new MeasuringException($"The node is not ready: {reason}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10));
        }

        return new ShippedNode(host);
    }

    /// <summary>A node on PostgreSQL that takes commands and makes no rows: what a peer does that has no read side at work.</summary>
    public static Task<ShippedNode> StartWriteSideAsync(string database, string journal) =>
        StartAsync([.. OnPostgreSql(database, journal), ("Cluster:Roles", $"{ClusterSettings.Api},{ClusterSettings.Aggregates}")]);

    /// <summary>The settings of a node on PostgreSQL that does everything.</summary>
    public static (string Key, string Value)[] OnPostgreSql(string database, string journal) =>
        [("Restaurant:Database", "PostgreSql"), ("ConnectionStrings:Restaurant", database), ("Restaurant:Journal", journal)];

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await _host.DisposeAsync();
    }
}
