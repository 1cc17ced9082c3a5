using System.Text;
using System.Text.Json;

namespace Restaurant.Benchmarks.Http;

/// <summary>Something that is to be done.</summary>
/// <param name="Path">Where it is sent to.</param>
/// <param name="Key">Its idempotency key, the same each time it is sent.</param>
/// <param name="Body">What becomes its JSON; null for none.</param>
internal sealed record Command(CommandKind Kind, string Path, string Key, object? Body = null)
{
    /// <summary>One to be sent once.</summary>
    public HttpRequestMessage ToRequest()
    {
        var request = new HttpRequestMessage(Kind.Method, Path);
        request.Headers.Add("Idempotency-Key", Key);
        if (Body is not null)
        {
            request.Content = new StringContent(JsonSerializer.Serialize(Body), Encoding.UTF8, "application/json");
        }

        return request;
    }
}
