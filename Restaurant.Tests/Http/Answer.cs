using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Restaurant.Tests.Http;

/// <summary>What must hold for every refusal.</summary>
internal static class Answer
{
    public static async Task<JsonObject> ProblemAsync(this Task<HttpResponseMessage> answering, int status, string code)
    {
        using var answer = await answering;
        return await answer.ProblemAsync(status, code);
    }

    /// <summary>A problem document with this status and code, a correlation id, and nothing of our insides.</summary>
    public static async Task<JsonObject> ProblemAsync(this HttpResponseMessage answer, int status, string code)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == (HttpStatusCode)status, $"{(int)answer.StatusCode} {text}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = JsonNode.Parse(text)!.AsObject();
        Assert.Equal(code, (string?)problem["code"]);
        if (code != "INVALID_TRANSITION")
        {
            // There the contract has the order's status under this name.
            Assert.Equal(status, (int?)problem["status"]);
        }

        Assert.Equal(Assert.Single(answer.Headers.GetValues("Correlation-Id")), (string?)problem["correlationId"]);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", text, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", text, StringComparison.Ordinal);
        return problem;
    }

    public static async Task<JsonObject> JsonAsync(this HttpResponseMessage answer, int status)
    {
        Assert.Equal(status, (int)answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
    }

    public static string Header(this HttpResponseMessage answer, string name) => Assert.Single(answer.Headers.GetValues(name));
}
