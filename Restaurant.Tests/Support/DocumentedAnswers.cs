using System.Globalization;
using System.Text.Json.Nodes;
using Restaurant.Tests.Documents;

namespace Restaurant.Tests.Support;

/// <summary>
/// Holds every answer that a test gets from a node against the description of the API: its status, its code, its headers and the
/// members of its body must stand there.
/// </summary>
public sealed class DocumentedAnswers() : DelegatingHandler(new HttpClientHandler())
{
    // Other headers are the server's own.
    private static readonly string[] Headers =
        ["Cache-Control", "Consistency-Token", "Correlation-Id", "ETag", "Idempotency-Replayed", "Link", "Location", "Retry-After"];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var answer = await base.SendAsync(request, cancellationToken);
        if (!MadePage.IsRenewing && ApiDocument.Instance.At(request.RequestUri!.AbsolutePath) is { } operations)
        {
            var body = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
            var buffered = new ByteArrayContent(body);
            foreach (var (name, values) in answer.Content.Headers)
            {
                buffered.Headers.TryAddWithoutValidation(name, values);
            }

            answer.Content = buffered;
            // An empty 400 is the server's own, for an address that it does not take.
            if (answer.StatusCode != System.Net.HttpStatusCode.BadRequest || body.Length > 0)
            {
                Check($"{request.Method} {request.RequestUri.PathAndQuery}", operations[request.Method.Method.ToLowerInvariant()], answer, body);
            }
        }

        return answer;
    }

    private static void Check(string asked, JsonNode? operation, HttpResponseMessage answer, byte[] body)
    {
        var status = (int)answer.StatusCode;
        if (operation is null)
        {
            Assert.True(status == 405, $"{asked} answered {status}, and is not described.");
            return;
        }

        var described = operation["responses"]![status.ToString(CultureInfo.InvariantCulture)];
        Assert.True(described is not null, $"{asked} answered {status}, which is not described: {System.Text.Encoding.UTF8.GetString(body)}");
        var content = described["content"]!.AsObject();
        var type = answer.Content.Headers.ContentType?.MediaType;
        Assert.Contains(type, content.Select(form => form.Key));
        var value = type!.EndsWith("json", StringComparison.Ordinal) ? JsonNode.Parse(body) : JsonValue.Create(System.Text.Encoding.UTF8.GetString(body));
        var difference = ApiDocument.Instance.Difference(value, content[type]!["schema"]!);
        Assert.True(difference is null, $"{asked} answered {status} other than is described: {difference}");
        var headers = described["headers"]!.AsObject();
        foreach (var name in Headers)
        {
            var given = answer.Headers.Contains(name);
            var header = headers[name] is { } reference ? ApiDocument.Instance.Resolve(reference) : null;
            Assert.True(!given || header is not null, $"{asked} answered {status} with {name}, which is not described.");
            Assert.True(given || header?["required"] is null, $"{asked} answered {status} without {name}.");
        }
    }
}
