using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Mvc;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using Restaurant.Actors.Telemetry;
using Restaurant.Api.Http;
using Restaurant.Projections.Runtime;

namespace Restaurant.Api.Operations;

/// <summary><c>GET /metrics</c>: what the node measures of itself, in the text form of Prometheus.</summary>
internal static class MetricsEndpoint
{
    // Ours, and what the things that we use bring along.
    private static readonly string[] Meters =
        [RestaurantMeter.Name, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Npgsql", "System.Runtime"];

    public static IServiceCollection AddMetricsEndpoint(this IServiceCollection services)
    {
        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(
                "restaurant", serviceVersion: typeof(MetricsEndpoint).Assembly.GetName().Version!.ToString(3), autoGenerateServiceInstanceId: false))
            .WithMetrics(metrics => metrics
                .AddMeter(Meters)
                .AddPrometheusExporter(exporter => (exporter.ScrapeResponseCacheDurationMilliseconds, exporter.ScopeInfoEnabled) = (0, false)));
        return services.ConfigureOpenTelemetryMeterProvider((provider, metrics) =>
        {
            // Meters are found by their names in the whole process. Those that belong to nobody are everybody's; others may be another node's.
            var own = provider.GetRequiredService<IMeterFactory>();
            metrics.AddView(instrument => instrument.Meter.Scope is null || instrument.Meter.Scope == own ? null : MetricStreamConfiguration.Drop);
        });
    }

    public static void MapMetrics(this IEndpointRouteBuilder routes)
    {
        var exporter = routes.CreateApplicationBuilder().UseOpenTelemetryPrometheusScrapingEndpoint(_ => true).Build();
        routes.MapGet("/metrics", (HttpContext http, [FromServices] ReadModelGauges? gauges) => AnswerAsync(http, gauges, exporter))
            .WithMetadata(new ReadOperation("getMetrics", "What the node measures of itself, for Prometheus."))
            .Produces<string>(StatusCodes.Status200OK, "text/plain", "application/openmetrics-text");
    }

    // A node that waits for its database has no gauges yet.
    private static async Task AnswerAsync(HttpContext http, ReadModelGauges? gauges, RequestDelegate exporter)
    {
        if (gauges is not null)
        {
            await gauges.LookAsync(http.RequestAborted);
        }

        await exporter(http);
    }
}
