// Keeps the build cache of sitegen from one build to the next.
module.exports = {
  onPreBuild: ({ utils }) => utils.cache.restore(".sitegen-cache"),
  onPostBuild: ({ utils }) => utils.cache.save(".sitegen-cache"),
};
