using Microsoft.AspNetCore.Server.Kestrel.Core;
using Restaurant.Api.Admin;
using Restaurant.Api.Commands;
using Restaurant.Api.Customers;
using Restaurant.Api.Documentation;
using Restaurant.Api.Feed;
using Restaurant.Api.Kitchen;
using Restaurant.Api.Menu;
using Restaurant.Api.Operations;
using Restaurant.Api.Orders;
using Restaurant.Api.Reports;

namespace Restaurant.Api.Http;

/// <summary>The HTTP side as the host takes it in.</summary>
internal static class HttpEdge
{
    public static IServiceCollection AddHttpEdge(this IServiceCollection services, OpenAccess access) => services
        .AddSingleton(access)
        .AddSingleton<Faults>()
        .AddSingleton<CommandReaders>()
        .AddDocumentation()
        .AddMetricsEndpoint()
        .AddRouting()
        .Configure<KestrelServerOptions>(server => server.AddServerHeader = false);

    /// <summary>Comes before everything else, so that every answer has a correlation id and every refusal the form of its endpoint.</summary>
    public static WebApplication UseHttpEdge(this WebApplication app)
    {
        // Only finds the endpoint, which says in what form it refuses.
        app.UseRouting();
        app.Use(ForbidCopies);
        app.Use(Correlation.ApplyAsync);
        app.Use(app.Services.GetRequiredService<Faults>().CatchAsync);
        app.Use(app.Services.GetRequiredService<OpenAccess>().GuardAsync);
        app.UseStatusCodePages(bare => DocumentAsync(bare.HttpContext));
        return app;
    }

    /// <summary>What each node serves to those who run it.</summary>
    public static WebApplication MapOperations(this WebApplication app)
    {
        app.MapHealth();
        app.MapMetrics();
        app.MapCluster();
        app.MapParked();
        app.MapGroups();
        app.MapProjections();
        app.MapVerify();
        return app;
    }

    /// <summary>What a node serves that takes requests.</summary>
    public static WebApplication MapRestaurant(this WebApplication app)
    {
        app.MapMenu();
        app.MapCustomers();
        app.MapOrders();
        app.MapKitchen();
        app.MapReports();
        app.MapFeed();
        app.MapEnvelope();
        app.MapDocumentation();
        return app;
    }

    // Everything here changes with the next command.
    private static Task ForbidCopies(HttpContext http, RequestDelegate next)
    {
        http.Response.Headers.CacheControl = "no-store";
        return next(http);
    }

    // What routing itself answers has no body yet.
    private static Task DocumentAsync(HttpContext http) => http.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => Problem.NotFound.ExecuteAsync(http),
        StatusCodes.Status405MethodNotAllowed => Problem.MethodNotAllowed.ExecuteAsync(http),
        _ => Task.CompletedTask,
    };
}
