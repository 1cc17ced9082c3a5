namespace Restaurant.Api.Http;

/// <summary>
/// Marks an endpoint that says why a command is refused as the seed sample does: 400 and a JSON array of texts. What has nothing to
/// do with the command itself stays a problem document.
/// </summary>
internal sealed class RefusesInTexts
{
    public static readonly RefusesInTexts Instance = new();

    /// <summary>Whether answers of this status are texts there.</summary>
    public static bool Has(int status) => status is not (401 or 403 or 413 or 415 or 429 or >= 500);

    public static bool Applies(HttpContext http, int status) =>
        Has(status) && http.GetEndpoint()?.Metadata.GetMetadata<RefusesInTexts>() is not null;
}
