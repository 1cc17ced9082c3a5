using Restaurant.Api.Operations;

namespace Restaurant.Api;

/// <summary>The program asking itself, for containers that have no other client.</summary>
internal static class HealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    /// <summary>0 when the node at the first of these addresses is ready, 1 when it is not or does not answer.</summary>
    /// <param name="urls">As the server takes them, such as <c>http://+:3000;http://[::]:80</c>.</param>
    public static async Task<int> RunAsync(string urls)
    {
        var address = ServerAddresses.Parse(urls)[0];
        var host = address.Host is "+" or "*" or "0.0.0.0" or "[::]" ? "127.0.0.1" : address.Host;
        using var client = new HttpClient { Timeout = Patience };
        try
        {
            using var answer = await client.GetAsync(new Uri($"{address.Scheme}://{host}:{address.Port}/health/ready"));
            return answer.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception silent) when (silent is HttpRequestException or TaskCanceledException)
        {
            return 1;
        }
    }
}
