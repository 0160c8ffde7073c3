// Tell the server the device's time zone, once; show the hours in it unless another zone was asked for.
(() => {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!zone) return;
  const known = document.cookie.split("; ").find((part) => part.startsWith("zone="));
  const cookie = `zone=${encodeURIComponent(zone)}`;
  if (known === cookie) return;
  document.cookie = `${cookie}; path=/; max-age=31536000; samesite=lax`;
  // Reload only when the cookie took, so that a browser without cookies never loops.
  const took = document.cookie.split("; ").includes(cookie);
  if (took && !new URLSearchParams(location.search).has("tz")) location.reload();
})();
