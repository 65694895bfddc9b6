// Files that travel inside the binary: the optdigits data set, the parts of the
// pages and the built-in recipes.
#pragma once
#include <stddef.h>

/// One embedded file: `size` bytes at `bytes`, which live as long as the process.
typedef struct {
  const unsigned char *bytes;
  size_t size;
} xv_asset;

// UCI optdigits as gzip IDX files; origin and licence are in Optdigits/README.md.

xv_asset xv_optdigits_train_images(void);
xv_asset xv_optdigits_train_labels(void);
xv_asset xv_optdigits_test_images(void);
xv_asset xv_optdigits_test_labels(void);

// The head of all pages, and their common script.

xv_asset xv_head_html(void);
xv_asset xv_common_js(void);

// The page of a comparison: its HTML frame, its style and its script.

xv_asset xv_report_html(void);
xv_asset xv_report_css(void);
xv_asset xv_report_js(void);

// The page of a check: its HTML frame, its script, and what it adds to the style.

xv_asset xv_check_html(void);
xv_asset xv_check_css(void);
xv_asset xv_check_js(void);

// The page of an audit: its HTML frame, its script, and what it adds to the style of a check's.

xv_asset xv_audit_html(void);
xv_asset xv_audit_css(void);
xv_asset xv_audit_js(void);

// The charts that all pages share.

xv_asset xv_charts_css(void);
xv_asset xv_charts_js(void);
xv_asset xv_chart_lines_js(void);
xv_asset xv_chart_layers_js(void);
xv_asset xv_chart_shares_js(void);
xv_asset xv_chart_histograms_js(void);
xv_asset xv_chart_maps_js(void);
xv_asset xv_chart_bars_js(void);
xv_asset xv_chart_tensors_js(void);

// The page of the lab.

xv_asset xv_lab_html(void);
xv_asset xv_lab_css(void);
xv_asset xv_lab_state_js(void);
xv_asset xv_lab_server_js(void);
xv_asset xv_lab_controls_js(void);
xv_asset xv_lab_findings_js(void);
xv_asset xv_lab_charts_live_js(void);
xv_asset xv_lab_phase_js(void);
xv_asset xv_lab_training_js(void);
xv_asset xv_lab_tour_js(void);
xv_asset xv_lab_fans_js(void);
xv_asset xv_lab_explanations_js(void);
xv_asset xv_lab_explanation_figures_js(void);
xv_asset xv_lab_main_js(void);

// Recipes in YAML, by name.

xv_asset xv_recipe_bert(void);
xv_asset xv_recipe_gpt2(void);
xv_asset xv_recipe_llama(void);
xv_asset xv_recipe_resnet(void);
xv_asset xv_recipe_vit(void);
