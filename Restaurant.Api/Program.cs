using Restaurant.Api;

var host = RestaurantHost.Build(args);
host.MapGet("/", () => "Restaurant");
await host.RunAsync();
