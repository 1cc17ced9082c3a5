using Akka.Hosting;
using Restaurant.Actors.Hosting;
using Restaurant.Actors.Persistence;

namespace Restaurant.Api;

/// <summary>The composition root: everything that makes up a node.</summary>
public static class RestaurantHost
{
    /// <exception cref="StartupException">A setting is wrong, or something that the node needs cannot be used.</exception>
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        var settings = RestaurantSettings.Read(builder.Configuration);
        var database = SqliteDatabase.Open(settings.DataDirectory);
        builder.Services
            .AddSingleton(TimeProvider.System)
            .AddSingleton(_ => database)
            .AddWriteSide(settings)
            .AddAkka(ClusterSettings.SystemName, (akka, services) => akka
                .ConfigureLoggers(loggers => { loggers.ClearLoggers(); loggers.AddLoggerFactory(); })
                .WithWriteSide(settings, database, services.GetRequiredService<TimeProvider>()));
        return builder.Build();
    }
}
