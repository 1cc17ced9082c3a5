using System.Data.Common;
using Akka.Hosting;
using Microsoft.AspNetCore.Connections;
using Restaurant.Actors.Hosting;
using Restaurant.Actors.Nodes;
using Restaurant.Actors.Persistence;
using Restaurant.Api.Http;
using Restaurant.Api.Operations;
using Restaurant.Projections;
using Restaurant.Projections.Hosting;

namespace Restaurant.Api;

/// <summary>The composition root: everything that makes up a node, and the verbs of the program.</summary>
public static class RestaurantHost
{
    /// <summary>For the drain and the requests that are under way. The rest of the time that a node is given to stop belongs to the actor system.</summary>
    public static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(11);

    // Together below the 20 s that whoever stops a node waits before it is killed. From one that is lost nobody takes anything over.
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(19);
    private static readonly TimeSpan LostTimeout = TimeSpan.FromSeconds(5);

    private const int StartFailed = 1;
    private const int LostExitCode = 3;

    private const string DefaultUrl = "http://localhost:3000";

    /// <summary>Does what the first argument says: <c>serve</c> (also when there is none), <c>verify</c> or <c>healthcheck</c>.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="StartupException">A setting is wrong, or something that the node needs cannot be used.</exception>
    public static async Task<int> RunAsync(string[] args)
    {
        var verb = args.FirstOrDefault(argument => !argument.StartsWith('-')) is { } first && args[0] == first ? first : "serve";
        switch (verb)
        {
            case "serve":
                await using (var host = await BuildAsSoonAsPossibleAsync(args))
                {
                    if (host is not null)
                    {
                        var node = host.Services.GetRequiredService<NodeStatus>();
                        await StartAsync(host);
                        host.Lifetime.ApplicationStopping.Register(() => _ = EndInTimeAsync(node));
                        await host.WaitForShutdownAsync();
                        return await FarewellAsync(node);
                    }
                }

                return 0;
            case "verify":
                var settings = RestaurantSettings.Read(Builder(args).Configuration);
                var projections = new ProjectionCatalog(settings.TimeZone);
                using (var database = await OpenToVerifyAsync(settings, projections))
                {
                    return await Verify.RunAsync(database, projections);
                }

            case "healthcheck":
                return await HealthCheck.RunAsync(Builder(args).Configuration["urls"]!);
            default:
                throw new StartupException($"There is no verb '{verb}'; allowed is serve, verify or healthcheck.");
        }
    }

    /// <summary>A node that is not started yet.</summary>
    /// <exception cref="StartupException">A setting is wrong, or the database cannot be used.</exception>
    /// <exception cref="UnreachableDatabaseException">The database does not answer at present.</exception>
    public static Task<WebApplication> BuildAsync(string[] args) => BuildAsync(args, listensSoon: false);

    /// <param name="listensSoon">Whether it will be started at once, and nothing else of this process listens there.</param>
    private static async Task<WebApplication> BuildAsync(string[] args, bool listensSoon)
    {
        var builder = Builder(args);
        var settings = RestaurantSettings.Read(builder.Configuration);
        var access = OpenAccess.Of(builder.Configuration["Auth:Mode"]);
        if (builder.Configuration.GetSection("Kestrel:Endpoints").Exists())
        {
            throw new StartupException("The setting Kestrel:Endpoints is not supported; the addresses are set by ASPNETCORE_URLS or --urls.");
        }

        var addresses = ServerAddresses.Parse(builder.Configuration["urls"]!);
        access.Permit(addresses);
        if (listensSoon)
        {
            ServerAddresses.RequireListening(addresses);
        }

        settings.Cluster.RequireListening();
        var projections = new ProjectionCatalog(settings.TimeZone);
        var database = await OpenAsync(settings, projections);
        builder.Services
            .AddSingleton(TimeProvider.System)
            // By a factory, so that the container disposes of it: the directory is free again once the node has stopped.
            .AddSingleton<RestaurantDatabase>(_ => database)
            .AddWriteSide(settings)
            .AddReadModel(projections)
            .AddHttpEdge(access)
            .AddAkka(ClusterSettings.SystemName, (akka, services) => akka
                .ConfigureLoggers(loggers => loggers.ClearLoggers().AddLoggerFactory())
                .WithWriteSide(settings, services)
                .WithProjections(settings.Cluster, services)
                .WithDeadlines(settings.Cluster, services))
            .AddDrain();
        var app = builder.Build().UseHttpEdge().UseDrain();
        app.Logger.LogInformation("This node works on the database {Database}", database.Name);
        foreach (var unused in UnusedSettings.Of(builder.Configuration, settings))
        {
            app.Logger.LogWarning("{Unused}", unused);
        }

        return (settings.Cluster.Roles.Contains(ClusterSettings.Api) ? app.MapRestaurant() : app).MapOperations();
    }

    /// <summary>A node that is not started yet, once its database has answered; null when the program is told to stop before that.</summary>
    private static async Task<WebApplication?> BuildAsSoonAsPossibleAsync(string[] args)
    {
        try
        {
            return await BuildAsync(args, listensSoon: true);
        }
        catch (UnreachableDatabaseException away)
        {
            var builder = Builder(args);
            // The room says by itself that the database is away.
            builder.Services.AddSingleton<OutageNotice>(_ => true).AddHttpEdge(OpenAccess.Of(builder.Configuration["Auth:Mode"]));
            // The address is told by the node itself.
            builder.Logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning);
            await using var room = builder.Build().UseHttpEdge().MapWaitingRoom(away);
            await StartAsync(room);
            var host = await room.WaitAsync(away, () => BuildAsync(args));
            await room.StopAsync();
            return host;
        }
    }

    /// <summary>The exit code: not 0 when the node ends because the cluster goes on without it, which it says. It is to be started again.</summary>
    private static async Task<int> FarewellAsync(NodeStatus node)
    {
        if (node.Lost is not { } reason)
        {
            return 0;
        }

        await Console.Error.WriteLineAsync(reason);
        return node.WaitsFor is null ? LostExitCode : StartFailed;
    }

    /// <summary>Whatever holds up the orderly end (a database that is silent, a thread that hangs), the process ends. Nothing is lost: what is acknowledged is stored.</summary>
    private static async Task EndInTimeAsync(NodeStatus node)
    {
        await Task.Delay(node.Lost is null ? StopTimeout : LostTimeout, TimeProvider.System);
        Environment.Exit(await FarewellAsync(node));
    }

    private static WebApplicationBuilder Builder(string[] args)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        if (string.IsNullOrWhiteSpace(builder.Configuration["urls"]))
        {
            builder.Configuration["urls"] = DefaultUrl;
        }

        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = DrainTimeout);
        // The host logs why it cannot start with a stack trace; the program says it in one line.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        return builder;
    }

    // It makes nothing: a database that is not there, or has other tables, is no database without differences.
    private static async Task<RestaurantDatabase> OpenToVerifyAsync(RestaurantSettings settings, ProjectionCatalog projections)
    {
        try
        {
            return settings.PostgreSql is null && !SqliteDatabase.Exists(settings.DataDirectory)
                ? throw new StartupException($"There is no database in the data directory '{settings.DataDirectory}' (Restaurant:DataDirectory).")
                : await OpenAsync(settings, PostgreSqlDatabase.OpenAsItIsAsync, SqliteDatabase.OpenAsItIs, (database, cancellation) => ReadModelTables.DemandAsync(database, projections, cancellation));
        }
        catch (UnreachableDatabaseException away)
        {
            throw new StartupException(away.Message, away);
        }
    }

    private static Task<RestaurantDatabase> OpenAsync(RestaurantSettings settings, ProjectionCatalog projections) =>
        OpenAsync(settings, PostgreSqlDatabase.OpenAsync, SqliteDatabase.Open, async (database, cancellation) =>
        {
            await PinnedSettings.CheckAsync(database, settings, cancellation);
            var uses = settings.Cluster.Roles.Contains(ClusterSettings.Api) || settings.Cluster.Roles.Contains(ClusterSettings.Projections);
            await ReadModelTables.MakeAsync(database, projections, mayBeNewer: !uses, TimeProvider.System, cancellation);
        });

    private static async Task<RestaurantDatabase> OpenAsync(
        RestaurantSettings settings,
        Func<string, CancellationToken, Task<PostgreSqlDatabase>> postgreSql,
        Func<string, SqliteDatabase> sqlite,
        Func<RestaurantDatabase, CancellationToken, Task> prepare)
    {
        RestaurantDatabase? database = null;
        try
        {
            database = settings.PostgreSql is { } connectionString
                ? await postgreSql(connectionString, CancellationToken.None)
                : sqlite(settings.DataDirectory);
            await prepare(database, CancellationToken.None);
            return database;
        }
        catch (DbException passing) when (database?.IsPassing(passing) == true)
        {
            database.Dispose();
            throw new UnreachableDatabaseException($"The database {database.Name} does not answer: {RestaurantDatabase.Reason(passing)}", passing);
        }
        catch (UnusableDatabaseException unusable)
        {
            database?.Dispose();
            throw new StartupException(unusable.Message, unusable);
        }
        catch (DbException damaged)
        {
            database?.Dispose();
            throw new StartupException($"The database {database?.Name} cannot be used: {damaged.Message}", damaged);
        }
        catch (StartupException)
        {
            database?.Dispose();
            throw;
        }
    }

    private static async Task StartAsync(WebApplication host)
    {
        try
        {
            await host.StartAsync();
        }
        catch (IOException taken) when (taken.InnerException is AddressInUseException)
        {
            throw new StartupException($"{taken.Message.TrimEnd('.')}. Stop the program that uses it, or set ASPNETCORE_URLS or --urls to another one.", taken);
        }
        catch (AggregateException several)
        {
            throw new StartupException($"The node cannot start: {several.GetBaseException().Message}", several);
        }
        catch (Exception wrong) when (wrong is FormatException or InvalidOperationException or IOException or System.Net.Sockets.SocketException)
        {
            throw new StartupException($"The node cannot start on {host.Configuration["urls"]}: {wrong.Message}", wrong);
        }
    }
}
