using System.Text.Json;
using Restaurant.Api.Http;
using Restaurant.Projections;
using Restaurant.Projections.Runtime;

namespace Restaurant.Api.Admin;

/// <summary>
/// <c>POST /admin/projections/verify</c>: compares the read tables with the journal. It takes as long as it takes; who accepts <c>application/x-ndjson</c> is told
/// each second how far it is, and in the last line the result.
/// </summary>
internal static class VerifyEndpoint
{
    private const string Lines = "application/x-ndjson";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    public static void MapVerify(this IEndpointRouteBuilder routes) => routes
        .MapPost("/admin/projections/verify", AnswerAsync)
        .Does<VerificationRepresentation>(new AdminOperation(
            "verifyProjections", "Compares every row of the read tables with what the journal's events add up to.", Body: null, "OVERLOADED"));

    private static async Task<IResult> AnswerAsync(HttpContext http, Verification verification, ProjectionCatalog projections, TimeProvider time)
    {
        if ((await AdminRequest.ReadAsync(http)).Problem is { } problem)
        {
            return problem;
        }

        var far = new VerificationProgress(projections.All[0].Name, Percent: 0);
        if (verification.TryRunAllAsync(progress => far = progress, http.RequestAborted) is not { } running)
        {
            return Problem.VerificationUnderWay;
        }

        if (!http.Request.Headers.Accept.Any(type => type?.Contains(Lines, StringComparison.OrdinalIgnoreCase) == true))
        {
            return new Json<VerificationRepresentation>(VerificationRepresentation.Of(await running));
        }

        http.Response.ContentType = Lines;
        while (await Task.WhenAny(running, Task.Delay(Interval, time, http.RequestAborted)) != running)
        {
            await WriteAsync(http, far);
        }

        await WriteAsync(http, VerificationRepresentation.Of(await running));
        return Results.Empty;
    }

    private static async Task WriteAsync<T>(HttpContext http, T line)
    {
        byte[] bytes = [.. JsonSerializer.SerializeToUtf8Bytes(line, ApiJson.Options), (byte)'\n'];
        await http.Response.Body.WriteAsync(bytes, http.RequestAborted);
        await http.Response.Body.FlushAsync(http.RequestAborted);
    }
}
