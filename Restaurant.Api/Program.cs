using Restaurant.Actors.Hosting;
using Restaurant.Api;

try
{
    return await RestaurantHost.RunAsync(args);
}
catch (StartupException wrong)
{
    await Console.Error.WriteLineAsync(wrong.Message);
    return 1;
}
